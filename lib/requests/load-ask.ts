import type { Context } from "@/lib/context/context";
import { type Queryable, statement } from "@/lib/db/pool";
import { rulesFor } from "@/lib/declarations/rules";
import { getTrait } from "@/lib/declarations/stored";
import type { AccessTrait } from "@/lib/declarations/trait";
import { AppError } from "@/lib/errors/app-error";
import { lockHolder } from "@/lib/grants/separation";
import { listScheduleOutlooks } from "@/lib/on-call/outlook";
import type { Principal } from "@/lib/principals/principal";
import { principalsHolding } from "@/lib/principals/queries";
import type { Ask } from "./ask";
import { findBeneficiary } from "./beneficiary";
import { offers } from "./facts";
import { findExtended, holdExtended, placeOf } from "./find-extended";
import type { CreateRequestInput } from "./schema";
import { authenticationIn } from "./sign-in";

/** The person or workload who asks; Daypass itself never does. */
export function requesterOf(ctx: Context): Principal {
  if (ctx.actor.kind === "system")
    throw new AppError("forbidden", "Only a person or a workload can ask for access.");
  return ctx.actor.principal;
}

export interface LoadedAsk extends Ask {
  serviceId: string;
  declarationId: string;
}

/** Whom an approval and a review may need: nobody counts further. */
const mostApprovers = 200;

/**
 * Loads what `assessAsk` needs. With `hold` the declaration stays as it is until the transaction ends: a new one acts on what
 * is pending, and must neither miss what is being made nor be missed by it. So it is with who would hold the access, and
 * whoever deactivates them. Throws `not-found` for a service that nobody declares.
 */
export async function loadAsk(
  db: Queryable,
  ctx: Context,
  input: CreateRequestInput,
  { hold }: { hold: boolean },
): Promise<LoadedAsk> {
  const asker = requesterOf(ctx);
  const extended = input.extends ? await findExtended(db, asker.id, input.extends) : null;
  const { service: ref, role, environment } = placeOf(input, extended);
  const service = await findService(db, ref, hold);
  const trait = await getTrait(db, service.declaration_id);
  const requester = input.beneficiary
    ? await findBeneficiary(db, ctx, asker, { trait, role, name: input.beneficiary })
    : asker;
  if (hold) await lockHolder(db, requester);
  const grant = extended && hold ? await holdExtended(db, asker.id, extended.id) : extended;
  const refs = approverRefs(trait, role, environment, ctx);
  const { rows } = await db.query<Surroundings>(
    statement("ask-surroundings", selectSurroundings, [service.id, requester.id, refs, mostApprovers]),
  );
  const [around] = rows;
  if (!around) throw new Error("a statement without a table always gives its row");
  return {
    serviceId: service.id,
    declarationId: service.declaration_id,
    service: { ref: service.ref, title: service.title, status: service.status },
    trait,
    role,
    environment,
    requester,
    askedBy: requester.id === asker.id ? null : asker,
    authentication: authenticationIn(ctx),
    durationSeconds: input.durationSeconds,
    startsAt: input.startsAt ? new Date(input.startsAt) : null,
    extends: grant,
    justification: input.justification,
    ticket: input.ticket || null,
    now: around.now,
    taken: around.taken,
    knownApprovers: around.known_approvers,
    onCall: await listScheduleOutlooks(db, requester.id),
  };
}

function approverRefs(trait: AccessTrait, role: string, environment: string | null, ctx: Context): string[] {
  const places = environment === null ? [null, ...Object.keys(trait.environments ?? {})] : [environment];
  const refs = places
    .filter((place) => offers(trait, { role, environment: place }))
    .map((place) => rulesFor(trait, role, place, ctx.runtime.config.limits))
    .flatMap(({ approval, postReview }) => [
      ...approval.stages.flatMap((stage) => stage.approvers),
      ...(postReview?.reviewers ?? []),
    ]);
  return [...new Set(refs)];
}

interface ServiceRow {
  id: string;
  ref: string;
  title: string;
  status: "active" | "withdrawn";
  declaration_id: string;
}

/** Throws `not-found` for a service that nobody declares. */
export async function findService(db: Queryable, ref: string, hold: boolean): Promise<ServiceRow> {
  const [name, text] = hold ? ["ask-hold", `${selectService} for share`] : ["ask-service", selectService];
  const { rows } = await db.query<ServiceRow>(statement(name, text, [ref]));
  const [row] = rows;
  if (!row)
    throw new AppError("not-found", `No service "${ref}" is declared here. The catalogue lists them all.`);
  return row;
}

const selectService =
  "select id, ref, title, status, declaration_id from service where ref = $1 and declaration_id is not null";

interface Surroundings {
  /** The database's clock, read after the service, the holder, and the grant that is extended, were held. */
  now: Date;
  taken: Ask["taken"];
  known_approvers: Principal[];
}

const selectSurroundings = `
select clock_timestamp() as now,
  (select coalesce(json_agg(json_build_object('role', t.role, 'environment', t.environment, 'kind', t.kind, 'id', t.id)), '[]'::json) from (
     select g.role, g.environment, 'grant' as kind, g.id from access_grant g
     where g.principal_id = $2 and g.service_id = $1 and g.status in ('scheduled', 'active') and g.ends_at > statement_timestamp()
     union all
     select r.role, r.environment, 'request', r.id from access_request r
     where r.requester_id = $2 and r.service_id = $1 and r.status = 'pending' and r.pending_until > statement_timestamp()) t) as taken,
  (select coalesce(json_agg(held.principal), '[]'::json) from (${principalsHolding("$3", "$4")}) held) as known_approvers`;
