import type { Context } from "@/lib/context/context";
import { type Queryable, statement } from "@/lib/db/pool";
import { rulesFor } from "@/lib/declarations/rules";
import { getTrait } from "@/lib/declarations/stored";
import type { AccessTrait } from "@/lib/declarations/trait";
import { AppError } from "@/lib/errors/app-error";
import type { Principal } from "@/lib/principals/principal";
import { listPrincipalsHolding } from "@/lib/principals/queries";
import type { Ask } from "./ask";
import { offers } from "./facts";
import type { CreateRequestInput } from "./schema";

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

/** Loads what `assessAsk` needs. Throws `not-found` for a service that nobody declares. */
export async function loadAsk(
  db: Queryable,
  ctx: Context,
  input: Omit<CreateRequestInput, "durationSeconds"> & { durationSeconds: number },
): Promise<LoadedAsk> {
  const requester = requesterOf(ctx);
  const { rows } = await db.query<ServiceRow>(
    statement("ask-service", selectService, [input.service, requester.id]),
  );
  const [row] = rows;
  if (!row)
    throw new AppError(
      "not-found",
      `No service "${input.service}" is declared here. The catalogue lists them all.`,
    );
  const trait = await getTrait(db, row.declaration_id);
  const environment = input.environment ?? null;
  return {
    serviceId: row.id,
    declarationId: row.declaration_id,
    service: { ref: row.ref, title: row.title, status: row.status },
    trait,
    role: input.role,
    environment,
    requester,
    durationSeconds: input.durationSeconds,
    startsAt: input.startsAt ? new Date(input.startsAt) : null,
    justification: input.justification,
    ticket: input.ticket || null,
    now: row.now,
    taken: row.taken,
    knownApprovers: await listPrincipalsHolding(db, approverRefs(trait, input.role, environment, ctx), 200),
  };
}

function approverRefs(trait: AccessTrait, role: string, environment: string | null, ctx: Context): string[] {
  const places = environment === null ? [null, ...Object.keys(trait.environments ?? {})] : [environment];
  const refs = places
    .filter((place) => offers(trait, { role, environment: place }))
    .flatMap((place) => rulesFor(trait, role, place, ctx.runtime.config.limits).approval.stages)
    .flatMap((stage) => stage.approvers);
  return [...new Set(refs)];
}

interface ServiceRow {
  id: string;
  ref: string;
  title: string;
  status: "active" | "withdrawn";
  declaration_id: string;
  now: Date;
  taken: Ask["taken"];
}

const selectService = `
select s.id, s.ref, s.title, s.status, s.declaration_id, clock_timestamp() as now,
  (select coalesce(json_agg(json_build_object('role', t.role, 'environment', t.environment, 'kind', t.kind, 'id', t.id)), '[]'::json) from (
     select g.role, g.environment, 'grant' as kind, g.id from access_grant g
     where g.principal_id = $2 and g.service_id = s.id and g.status in ('scheduled', 'active') and g.ends_at > statement_timestamp()
     union all
     select r.role, r.environment, 'request', r.id from access_request r
     where r.requester_id = $2 and r.service_id = s.id and r.status = 'pending' and r.pending_until > statement_timestamp()) t) as taken
from service s where s.ref = $1 and s.declaration_id is not null`;
