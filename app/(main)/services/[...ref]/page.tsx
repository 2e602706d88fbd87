import type { Metadata } from "next";
import Link from "next/link";
import { GrantRow } from "@/components/grants/grant-row";
import { RequestRow } from "@/components/requests/request-row";
import { ButtonLink } from "@/components/ui/button";
import { Card, Facts, Notice, PageHeader, Rows, Section } from "@/components/ui/layout";
import { ScrollCode } from "@/components/ui/scroll-code";
import { Tag } from "@/components/ui/status";
import { RelativeTime } from "@/components/ui/time";
import { oneOfWords, referenceWords } from "@/lib/declarations/describe";
import { listGrants } from "@/lib/grants/queries";
import { listRequests } from "@/lib/requests/queries";
import { getService } from "@/lib/services/queries";
import { requireSession } from "../../../_lib/session";
import { visible } from "../../../_lib/visible";
import { RoleCard } from "../_components/role-card";

interface Params {
  params: Promise<{ ref: string[] }>;
}

const refOf = async ({ params }: Params) => (await params).ref.map(decodeURIComponent).join("/");

export async function generateMetadata(props: Params): Promise<Metadata> {
  return { title: await refOf(props) };
}

export default async function ServicePage(props: Params) {
  const ref = await refOf(props);
  const { ctx, platformRoles } = await requireSession(`/services/${ref}`);
  const service = await visible(getService(ctx, ref));
  const [mine, waiting, live, recent] = await Promise.all([
    listGrants(ctx, { mine: "true", service: service.ref, status: "active" }),
    listRequests(ctx, { mine: "true", service: service.ref, status: "pending" }),
    listGrants(ctx, { service: service.ref, status: "active" }),
    listRequests(ctx, { service: service.ref, limit: 5 }),
  ]);
  const seesAll = service.isOwner || platformRoles.length > 0;
  return (
    <>
      <PageHeader
        back={{ href: "/services", label: "Catalogue" }}
        title={service.title}
        lead={service.description}
      />
      {service.status === "withdrawn" ? (
        <Notice hue="pending" title="This service is no longer declared">
          Nothing new can be asked for here. What was granted ends as it would have.
        </Notice>
      ) : null}
      {service.source.staleSince ? (
        <Notice hue="pending" title="What you see may be out of date">
          The source {service.source.name} could not be read since{" "}
          <RelativeTime at={service.source.staleSince} />; this is its last good state.
        </Notice>
      ) : null}
      <div className="grid gap-x-8 lg:grid-cols-[minmax(0,1fr)_17rem]">
        <div>
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
          {seesAll && live.items.length > 0 ? (
            <Section title="Who has access now" aside={`${live.items.length}${live.nextCursor ? "+" : ""}`}>
              <Rows label="Who has access now">
                {live.items.map((grant) => (
                  <GrantRow key={grant.id} grant={grant} showHolder />
                ))}
              </Rows>
            </Section>
          ) : null}
          {seesAll && live.items.length === 0 ? (
            <Section title="Who has access now">
              <p className="text-muted text-sm">Nobody.</p>
            </Section>
          ) : null}
          {recent.items.length > 0 ? (
            <Section
              title={seesAll ? "Recent requests" : "What you asked for here"}
              aside={<Link href={`/audit?service=${encodeURIComponent(service.ref)}`}>History</Link>}
            >
              <Rows label="Requests">
                {recent.items.map((request) => (
                  <RequestRow key={request.id} request={request} showRequester={seesAll} />
                ))}
              </Rows>
            </Section>
          ) : null}
        </div>
        <aside>
          <Section title="About">
            <Card>
              <Facts
                items={[
                  { name: "Owners", value: oneOfWords(service.owners.map(referenceWords), "and") },
                  {
                    name: "Places",
                    value: service.places.map((place) => place.title).join(", ") || "one, unnamed",
                  },
                  ...(service.system ? [{ name: "System", value: service.system }] : []),
                  ...(service.lifecycle ? [{ name: "Lifecycle", value: service.lifecycle }] : []),
                ]}
              />
              {service.links.length > 0 ? (
                <ul className="mt-3 grid gap-1 text-sm">
                  {service.links.map((link) => (
                    <li key={link.url}>
                      <a
                        href={link.url}
                        rel="noreferrer"
                        className="text-accent underline-offset-2 hover:underline"
                      >
                        {link.title ?? link.url}
                      </a>
                    </li>
                  ))}
                </ul>
              ) : null}
            </Card>
          </Section>
          <Section title="Declaration">
            <Card className="grid gap-3">
              <Facts
                items={[
                  { name: "Version", value: <span className="tabular">{service.declaration.version}</span> },
                  { name: "Since", value: <RelativeTime at={service.declaration.publishedAt} /> },
                  { name: "Source", value: <Tag>{service.source.name}</Tag> },
                  {
                    name: "File",
                    value: (
                      <span className="break-all font-mono text-xs">{`${service.declaration.file}:${service.declaration.line}`}</span>
                    ),
                  },
                  {
                    name: "Digest",
                    value: (
                      <span className="break-all font-mono text-xs">
                        {service.declaration.digest.slice(0, 19)}…
                      </span>
                    ),
                  },
                ]}
              />
              <details>
                <summary className="cursor-pointer text-accent text-sm">The trait as read</summary>
                <ScrollCode
                  label="The trait as read"
                  code={JSON.stringify(service.declaration.trait, null, 2)}
                  className="mt-2 max-h-96"
                />
              </details>
            </Card>
          </Section>
          <ButtonLink href={`/audit?service=${encodeURIComponent(service.ref)}`} look="quiet" size="sm">
            History of {service.title}
          </ButtonLink>
        </aside>
      </div>
    </>
  );
}
