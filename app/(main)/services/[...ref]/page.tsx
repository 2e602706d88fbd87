import type { Metadata } from "next";
import Link from "next/link";
import { GrantRow } from "@/components/grants/grant-row";
import { RequestRow } from "@/components/requests/request-row";
import { PageHeader, Section } from "@/components/ui/layout";
import { Rows } from "@/components/ui/rows";
import { listRefusals } from "@/lib/assertions/list-refusals";
import { listGrants } from "@/lib/grants/queries";
import { listProposals } from "@/lib/proposals/queries";
import { listRequests } from "@/lib/requests/queries";
import { listCredentials } from "@/lib/services/credentials";
import { getService } from "@/lib/services/queries";
import { listVersions } from "@/lib/services/versions";
import { hrefOf } from "../../../_lib/query";
import { type RefProps, refOf } from "../../../_lib/ref";
import { requireSession } from "../../../_lib/session";
import { visible } from "../../../_lib/visible";
import { AboutCard } from "../_components/about-card";
import { Credentials } from "../_components/credentials";
import { DeclarationCard } from "../_components/declaration-card";
import { Favourite } from "../_components/favourite";
import { ProposalNotice } from "../_components/proposal-notice";
import { RefusedCalls } from "../_components/refused-calls";
import { RoleCard } from "../_components/role-card";
import { ServiceNotices } from "../_components/service-notices";

export async function generateMetadata({ params }: RefProps): Promise<Metadata> {
  return { title: await refOf(params) };
}

export default async function ServicePage({ params }: RefProps) {
  const ref = await refOf(params);
  const { ctx, principal, platformRoles } = await requireSession(`/services/${ref}`);
  const service = await visible(getService(ctx, ref));
  const isInCharge = service.isOwner || platformRoles.includes("admin");
  const seesAll = service.isOwner || platformRoles.length > 0;
  const here = { service: service.ref };
  const [mine, waiting, live, recent, versions, credentials, proposals, refusals] = await Promise.all([
    listGrants(ctx, { ...here, mine: "true", status: "active" }),
    listRequests(ctx, { ...here, mine: "true", status: "pending" }),
    seesAll ? listGrants(ctx, { ...here, status: "active" }) : null,
    listRequests(ctx, { ...here, limit: 5 }),
    listVersions(ctx, service.id, { limit: 6 }),
    isInCharge ? listCredentials(ctx, service.ref) : null,
    service.declaration.isAsDeclared ? null : listProposals(ctx, { ...here, limit: 1 }),
    listRefusals(ctx, service.ref, { limit: 3 }),
  ]);
  const looker = { id: principal.id, service, held: mine.items, waiting: waiting.items };
  return (
    <>
      <PageHeader
        back={{ href: "/services", label: "Catalogue" }}
        title={service.title}
        lead={service.description}
        action={<Favourite service={service} />}
      />
      <ServiceNotices service={service} />
      {proposals?.items[0] ? <ProposalNotice proposal={proposals.items[0]} mayAskAgain={isInCharge} /> : null}
      <div className="grid gap-x-8 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="min-w-0">
          <Section title="Roles">
            <ul className="grid gap-3">
              {service.roles.map((role) => (
                <RoleCard
                  key={role.name}
                  service={service}
                  role={role}
                  held={mine.items}
                  waiting={waiting.items}
                />
              ))}
            </ul>
          </Section>
          {live ? (
            <Section
              title="Who has access now"
              aside={live.items.length > 0 ? `${live.items.length}${live.nextCursor ? "+" : ""}` : undefined}
            >
              {live.items.length === 0 ? (
                <p className="text-muted text-sm">Nobody.</p>
              ) : (
                <Rows label="Who has access now">
                  {live.items.map((grant) => (
                    <GrantRow key={grant.id} grant={grant} showHolder />
                  ))}
                </Rows>
              )}
            </Section>
          ) : null}
          <RefusedCalls refusals={refusals.items} looker={looker} />
          {recent.items.length > 0 ? (
            <Section
              title={seesAll ? "Recent requests" : "What you asked for here"}
              aside={<Link href={hrefOf("/audit", here)}>History</Link>}
            >
              <Rows label="Requests">
                {recent.items.map((request) => (
                  <RequestRow key={request.id} request={request} showRequester={seesAll} />
                ))}
              </Rows>
            </Section>
          ) : null}
          {credentials ? <Credentials service={service.ref} credentials={credentials} /> : null}
        </div>
        <aside className="min-w-0">
          <Section title="About">
            <AboutCard service={service} />
          </Section>
          <Section title="Declaration">
            <DeclarationCard service={service} versions={versions.items} />
          </Section>
        </aside>
      </div>
    </>
  );
}
