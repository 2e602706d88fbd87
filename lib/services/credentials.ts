import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Context } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import { type Queryable, statement } from "@/lib/db/pool";
import { transact } from "@/lib/db/transact";
import { getTrait } from "@/lib/declarations/stored";
import { AppError } from "@/lib/errors/app-error";
import { plainText } from "@/lib/input/fields";
import { parseInput } from "@/lib/input/parse-input";
import { platformRolesOf } from "@/lib/principals/platform-role";
import { standingOf } from "@/lib/principals/standing";
import type { Runtime } from "@/lib/runtime/runtime";

/** A service that has proven itself. */
export interface ServiceIdentity {
  credentialId: string;
  serviceId: string;
  ref: string;
}

export interface CredentialView {
  id: string;
  label: string;
  createdAt: string;
  revokedAt: string | null;
}

export const createCredentialSchema = z.strictObject({ label: plainText(100).min(1, "say what it is for") });

/** A new credential; the secret is in this answer and nowhere else. Owners of the service and platform admins. */
export async function createCredential(
  ctx: Context,
  service: string,
  input: unknown,
): Promise<CredentialView & { secret: string }> {
  const { label } = parseInput(createCredentialSchema, input);
  const created = await transact(ctx, "credential.created", async (tx) => {
    tx.about.service = service;
    const { id: serviceId, ref, now } = await getOwned(tx.db, ctx, service);
    tx.about.service = ref;
    const id = newId("crd");
    const secret = secretOf(ctx.runtime, id);
    const createdById = ctx.actor.kind === "system" ? null : ctx.actor.principal.id;
    await tx.query(
      "credential-create",
      "insert into service_credential (id, service_id, label, secret_hash, created_by_id, created_at) values ($1, $2, $3, $4, $5, $6)",
      [id, serviceId, label, digest(secret), createdById, now],
    );
    await tx.audit(now, [{ action: "credential.created", detail: { credentialId: id, label } }]);
    return { id, label, createdAt: now.toISOString(), revokedAt: null };
  });
  return { ...created, secret: secretOf(ctx.runtime, created.id) };
}

/** Derived and not random, so that a call repeated under its Idempotency-Key answers the same and no secret is stored for it. */
function secretOf({ config }: Runtime, id: string): string {
  const key = Buffer.from(hkdfSync("sha256", config.secret, "", "daypass service credentials", 32));
  return createHmac("sha256", key).update(id).digest("base64url");
}

/** Newest first, revoked ones too, never a secret. */
export async function listCredentials(ctx: Context, service: string): Promise<CredentialView[]> {
  const { pool } = ctx.runtime;
  const { id } = await getOwned(pool, ctx, service);
  const { rows } = await pool.query<{ id: string; label: string; created_at: Date; revoked_at: Date | null }>(
    statement(
      "credentials-list",
      "select id, label, created_at, revoked_at from service_credential where service_id = $1 order by id desc limit 200",
      [id],
    ),
  );
  return rows.map((row) => ({
    id: row.id,
    label: row.label,
    createdAt: row.created_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }));
}

/** The service that uses it is refused from the next call on. `conflict` when it was revoked already. */
export async function revokeCredential(ctx: Context, service: string, credentialId: string): Promise<void> {
  await transact(ctx, "credential.revoked", async (tx) => {
    tx.about.service = service;
    const { id: serviceId, ref, now } = await getOwned(tx.db, ctx, service);
    tx.about.service = ref;
    const [row] = await tx.query<{ revoked_at: Date | null }>(
      "credential-lock",
      "select revoked_at from service_credential where id = $1 and service_id = $2 for update",
      [credentialId, serviceId],
    );
    if (!row) throw new AppError("not-found", "This service has no credential with this id.");
    if (row.revoked_at) throw new AppError("conflict", "This credential was revoked already.");
    await tx.query("credential-revoke", "update service_credential set revoked_at = $2 where id = $1", [
      credentialId,
      now,
    ]);
    await tx.audit(now, [{ action: "credential.revoked", detail: { credentialId } }]);
  });
}

const credentialId = /^crd_[0-9a-z]{26}$/;

/** Null unless `secret` is that of a credential that nobody revoked. */
export async function authenticateService(
  runtime: Runtime,
  id: string,
  secret: string,
): Promise<ServiceIdentity | null> {
  if (!credentialId.test(id)) return null;
  const { rows } = await runtime.pool.query<{ service_id: string; ref: string; secret_hash: Buffer }>(
    statement("credential-get", selectCredential, [id]),
  );
  const [row] = rows;
  return matchesSecret(secret, row?.secret_hash) && row
    ? { credentialId: id, serviceId: row.service_id, ref: row.ref }
    : null;
}

/** Takes as long for a credential that nobody has as for one that somebody has. */
export function matchesSecret(secret: string, stored: Buffer | undefined): boolean {
  return timingSafeEqual(digest(secret), stored ?? digest("")) && stored !== undefined;
}

interface OwnedService {
  id: string;
  ref: string;
  declaration_id: string;
  now: Date;
}

async function getOwned(db: Queryable, ctx: Context, service: string): Promise<OwnedService> {
  const { rows } = await db.query<OwnedService>(statement("service-owned", selectService, [service]));
  const [row] = rows;
  if (!row) throw new AppError("not-found", `No service "${service.slice(0, 200)}" is declared here.`);
  if (ctx.actor.kind === "system") return row;
  const trait = await getTrait(db, row.declaration_id);
  const { principal } = ctx.actor;
  const isAdmin = platformRolesOf(principal, ctx.runtime.config).includes("admin");
  if (isAdmin || standingOf(principal, trait, ctx.runtime.config).isOwner) return row;
  throw new AppError(
    "forbidden",
    `Only ${trait.owners.join(", ")} or a platform admin deals with the credentials of ${row.ref}.`,
  );
}

const selectService = `
select id, ref, declaration_id, clock_timestamp() as now from service where (id = $1 or ref = $1) and declaration_id is not null`;

const digest = (secret: string) => createHash("sha256").update(secret).digest();

const selectCredential = `
select c.service_id, s.ref, c.secret_hash from service_credential c join service s on s.id = c.service_id where c.id = $1 and c.revoked_at is null`;
