import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PageHeader } from "@/components/ui/layout";
import type { Context } from "@/lib/context/context";
import { listGrants } from "@/lib/grants/queries";
import { previewRequest } from "@/lib/requests/preview-request";
import { findUsualDecisionSeconds } from "@/lib/requests/usual-decision";
import { getService } from "@/lib/services/queries";
import { hrefOf, readQuery, type SearchParams } from "../../_lib/query";
import { requireSession } from "../../_lib/session";
import { visible } from "../../_lib/visible";
import { SomebodyElse } from "../_step-up/somebody-else";
import { AskForm } from "./_components/ask-form";
import { chooseRole, smallerRole } from "./_components/choose-role";
import { Missing } from "./_components/missing";

export const metadata: Metadata = { title: "Ask for access" };

/** An active grant that gives what a service said was missing: then a token of it is all that is needed. */
async function findCovering(ctx: Context, service: string, scope: string, environment: string | undefined) {
  const { items } = await listGrants(ctx, { mine: "true", service, status: "active", limit: 50 });
  return items.find(
    (grant) =>
      (environment === undefined || grant.environment === environment) &&
      scope.split(" ").every((each) => grant.scopes.includes(each)),
  );
}

/** Also where the 403 of a service leads: `scope` then says what was missing. */
export default async function AskPage({ searchParams }: { searchParams: SearchParams }) {
  const asked = await readQuery(searchParams, "service", "role", "environment", "scope", "as");
  if (!asked.service) redirect("/services");
  const { ctx, principal } = await requireSession(hrefOf("/ask", asked));
  if (asked.as && asked.as !== principal.id)
    return <SomebodyElse name={principal.name} href={hrefOf("/ask", { ...asked, as: null })} />;
  const service = await visible(getService(ctx, asked.service));
  const role = chooseRole(service, asked);
  if (!role) redirect(`/services/${service.ref}`);
  const place =
    role.places.find((candidate) => candidate.environment === asked.environment) ??
    role.places.find((candidate) => candidate.requestable) ??
    role.places[0];
  const held = asked.scope ? await findCovering(ctx, service.ref, asked.scope, asked.environment) : undefined;
  const initial = {
    service: service.ref,
    role: role.name,
    environment: place?.environment ?? null,
    durationSeconds: place?.defaultDurationSeconds ?? 3600,
    justification: "",
  };
  return (
    <>
      <PageHeader
        back={{ href: `/services/${service.ref}`, label: service.title }}
        title={`Ask for access to ${service.title}`}
      />
      {asked.scope ? (
        <Missing
          service={service}
          role={role}
          scope={asked.scope}
          environment={asked.environment}
          name={principal.name}
          smaller={smallerRole(service, role, asked.scope)}
          held={held ?? null}
        />
      ) : null}
      <AskForm
        service={{ ref: service.ref, roles: service.roles }}
        initial={initial}
        hasReturned={asked.as !== undefined}
        usualSeconds={await findUsualDecisionSeconds(ctx, service.id, role.name)}
        initialPreview={await visible(previewRequest(ctx, initial))}
      />
    </>
  );
}
