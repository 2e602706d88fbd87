import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { filledNames, readFilled } from "@/components/requests/read-filled";
import { Notice, PageHeader } from "@/components/ui/layout";
import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/app-error";
import { listGrants } from "@/lib/grants/queries";
import { previewRequest, type RequestPreview } from "@/lib/requests/preview-request";
import { findUsualDecisionSeconds } from "@/lib/requests/usual-decision";
import { getService } from "@/lib/services/queries";
import { hrefOf, readQuery, type SearchParams } from "../../_lib/query";
import { requireSession } from "../../_lib/session";
import { visible } from "../../_lib/visible";
import { SomebodyElse } from "../_step-up/somebody-else";
import { type Another, anotherOf, keyOf } from "./_components/another";
import { AskForm } from "./_components/ask-form";
import { chooseRole, smallerRole } from "./_components/choose-role";
import { type Draft, singleOf } from "./_components/draft";
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

/** The further roles of a link; one that cannot be asked for in a bundle is said and left out. */
async function findOthers(
  ctx: Context,
  { also, problems }: ReturnType<typeof readFilled>,
): Promise<Another[]> {
  const found: Another[] = [];
  for (const place of also) {
    const service = await getService(ctx, place.service).catch(noneOf);
    const another = service && anotherOf(service, place);
    if (another && !found.some((each) => keyOf(each) === keyOf(another))) found.push(another);
    if (!another)
      problems.push(`“${place.role}” on ${place.service} cannot be asked for with others: it is left out.`);
    else if (place.environment !== null && another.environment !== place.environment)
      problems.push(`${another.roleTitle} on ${another.serviceTitle}: look where it is asked for.`);
  }
  return found;
}

const noneOf = (error: unknown) => {
  if (error instanceof AppError) return null;
  throw error;
};

/** What would happen to the form as a link filled it; where that is refused outright it is said, and what is typed stays. */
async function previewFilled(
  ctx: Context,
  filled: Draft,
  usual: Draft,
  problems: string[],
): Promise<RequestPreview> {
  try {
    return await previewRequest(ctx, singleOf(filled));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push(error.detail);
    return visible(previewRequest(ctx, usual));
  }
}

/** Also where the 403 of a service leads: `scope` then says what was missing. */
export default async function AskPage({ searchParams }: { searchParams: SearchParams }) {
  const asked = await readQuery(
    searchParams,
    "service",
    "role",
    "environment",
    "scope",
    "as",
    ...filledNames,
  );
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
  const usual: Draft = {
    service: service.ref,
    role: role.name,
    environment: place?.environment ?? null,
    durationSeconds: place?.defaultDurationSeconds ?? 3600,
    justification: "",
  };
  const link = readFilled(asked, { service, role, now: new Date() });
  const also = await findOthers(ctx, link);
  const initial: Draft = { ...usual, ...link.filled, ...(also.length > 0 ? { also } : {}) };
  const outlook = await previewFilled(ctx, initial, usual, link.problems);
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
      {link.problems.length > 0 ? (
        <Notice hue="pending" title="The link that you opened does not fit everywhere">
          {link.problems.join(" ")}
        </Notice>
      ) : null}
      <AskForm
        service={{ ref: service.ref, title: service.title, roles: service.roles }}
        initial={initial}
        hasReturned={asked.as !== undefined}
        usualSeconds={await findUsualDecisionSeconds(ctx, service.id, role.name)}
        initialPreview={outlook}
      />
    </>
  );
}
