import { type Queryable, statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import type { ExtendedGrant } from "./extension";
import type { CreateRequestInput } from "./schema";

/** The grant that somebody asks to extend, with the place that it is for. */
export type FoundExtended = ExtendedGrant & { service: string; role: string; environment: string | null };

/** Throws `not-found` for every grant that is not the caller's own. */
export async function findExtended(db: Queryable, holderId: string, id: string): Promise<FoundExtended> {
  return one(await db.query<FoundExtended>(statement("ask-extended", selectExtended, [id, holderId])));
}

/** The same, and it neither ends nor moves until the transaction does. The service and the holder are locked before it, as everywhere. */
export async function holdExtended(db: Queryable, holderId: string, id: string): Promise<FoundExtended> {
  const text = `${selectExtended} for no key update of g`;
  return one(await db.query<FoundExtended>(statement("ask-extended-hold", text, [id, holderId])));
}

function one({ rows: [grant] }: { rows: FoundExtended[] }): FoundExtended {
  if (!grant)
    throw new AppError("not-found", "You hold no access with this id. My access lists what you hold.");
  return grant;
}

const selectExtended = `
select g.id, g.role, g.environment, g.status, g.starts_at, g.ends_at, s.ref as service
from access_grant g join service s on s.id = g.service_id where g.id = $1 and g.principal_id = $2`;

interface Place {
  service: string;
  role: string;
  environment: string | null;
}

/** What is asked for: as said, or that of the grant which is extended. Saying something else than the grant is an error. */
export function placeOf(input: CreateRequestInput, extended: FoundExtended | null): Place {
  const { service = "", role = "", environment = null } = input;
  if (!extended) return { service, role, environment };
  for (const path of ["service", "role", "environment"] as const) {
    const said = input[path] ?? extended[path];
    if (said === extended[path]) continue;
    const message = `the access that this extends is for ${extended[path] ?? "no environment"}; leave it out`;
    throw new AppError("invalid-input", `${path}: ${message}`, { errors: [{ path, message }] });
  }
  return extended;
}
