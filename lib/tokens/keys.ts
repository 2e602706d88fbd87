import { importVerificationKey, type JsonObject, type VerificationKey } from "@daypass/node/jws";
import { systemContext } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import { statement } from "@/lib/db/pool";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import type { Runtime } from "@/lib/runtime/runtime";
import type { KeyStore, Signer } from "./key-store";
import { sealedKeyStore } from "./sealed-key-store";

/** A key signs for this long, is published this long before it signs, and stays published this long after. */
export const signsForDays = 30;
const publishedAheadHours = 24;
const keptAfterHours = 24;
const keyLock = 0x6b65_7973; // "keys"

/** What this process knows of the keys, until it looks again. */
interface KeyRing {
  readAt: number;
  signing: Signer;
  verification: VerificationKey[];
  /** RFC 7517: what is published. */
  published: JsonObject[];
}

const rings = new WeakMap<Runtime, Promise<KeyRing>>();
/** A key that was withdrawn in another process signs and verifies here for no longer than this. */
const lookAgainMs = 900;

/**
 * Makes the first signing key and, when its time comes, the next one; retires what nothing valid can be signed with any
 * more. Any number of processes may call it at once. Throws when DAYPASS_SECRET is not the one that sealed the keys.
 */
export async function ensureSigningKey(runtime: Runtime): Promise<void> {
  await transact(systemContext(runtime, "keys"), "key.created", async (tx) => {
    const now = await lockKeys(tx);
    const newest = (await tx.query<KeyRow>("keys-read", readSql)).at(-1);
    // Whoever cannot open the keys that are there must not add one that the others cannot open.
    if (newest) await storeOf(runtime).open(newest.kid, newest.sealed_private);
    const ahead = hours(publishedAheadHours);
    if (!newest) await addSigningKey(tx, runtime, now, now);
    else if (now.getTime() > newest.active_from.getTime() + days(signsForDays) - ahead)
      await addSigningKey(tx, runtime, now, new Date(now.getTime() + ahead));
    const { tokenLifetimeSeconds, apiTokenLifetimeSeconds } = runtime.config.limits;
    const longestToken = Math.max(tokenLifetimeSeconds, apiTokenLifetimeSeconds) / 3600;
    const retired = await tx.query<{ kid: string }>("keys-retire", retireSql, [
      Math.max(keptAfterHours, longestToken),
    ]);
    if (retired.length > 0)
      await tx.audit(
        now,
        retired.map(({ kid }) => ({ action: "key.retired", detail: { kid } })),
      );
  });
  rings.delete(runtime);
  await ringOf(runtime);
}

export async function signingKey(runtime: Runtime): Promise<Signer> {
  return (await ringOf(runtime)).signing;
}

export async function verificationKeys(runtime: Runtime): Promise<VerificationKey[]> {
  return (await ringOf(runtime)).verification;
}

/** The JSON Web Key Set (RFC 7517), keys of the future included, so that verifiers know them in time. */
export async function publishedKeys(runtime: Runtime): Promise<{ keys: JsonObject[] }> {
  return { keys: (await ringOf(runtime)).published };
}

async function ringOf(runtime: Runtime): Promise<KeyRing> {
  const known = rings.get(runtime);
  const ring = await known?.catch(() => null);
  if (ring && Date.now() - ring.readAt < lookAgainMs) return ring;
  if (known && rings.get(runtime) !== known) return ringOf(runtime);
  const read = readRing(runtime);
  rings.set(runtime, read);
  // While the database is away the keys that are known go on verifying.
  return read.catch((error: unknown) => {
    if (ring) {
      rings.set(runtime, Promise.resolve({ ...ring, readAt: Date.now() - lookAgainMs + 1_000 }));
      return ring;
    }
    rings.delete(runtime);
    throw error;
  });
}

async function readRing(runtime: Runtime): Promise<KeyRing> {
  const { rows } = await runtime.pool.query<KeyRow>(statement("keys-read", readSql));
  const current = rows.filter((row) => row.active).at(-1);
  if (!current) throw new Error("There is no signing key yet: the server makes one when it starts.");
  return {
    readAt: Date.now(),
    signing: await storeOf(runtime).open(current.kid, current.sealed_private),
    verification: rows.flatMap((row) => importVerificationKey(row.public_jwk) ?? []),
    published: rows.map((row) => row.public_jwk),
  };
}

interface KeyRow {
  kid: string;
  public_jwk: JsonObject;
  sealed_private: Buffer;
  active_from: Date;
  active: boolean;
}

/** The one store there is; a KMS would be another. */
const storeOf = ({ config }: Runtime): KeyStore => sealedKeyStore(config.secret);

/** Nobody else changes the keys until the transaction ends. Gives the time. */
export async function lockKeys(tx: Transaction): Promise<Date> {
  await tx.query("keys-lock", "select pg_advisory_xact_lock($1)", [keyLock]);
  const [clock] = await tx.query<{ now: Date }>("now", "select clock_timestamp() as now");
  if (!clock) throw new Error("the database always knows the time");
  return clock.now;
}

/** This process looks again before it signs or verifies anything more. */
export function forgetKeys(runtime: Runtime): void {
  rings.delete(runtime);
}

/** Throws `unavailable` when somebody withdrew the key since this process looked. */
export async function refuseWithdrawn(
  tx: Transaction,
  { runtime }: { runtime: Runtime },
  kid: string,
): Promise<void> {
  const [row] = await tx.query(
    "key-retired",
    "select from signing_key where kid = $1 and retired_at is null",
    [kid],
  );
  if (row) return;
  forgetKeys(runtime);
  throw new AppError("unavailable", "The signing key was withdrawn just now. Try again.");
}

export async function addSigningKey(
  tx: Transaction,
  runtime: Runtime,
  now: Date,
  activeFrom: Date,
): Promise<string> {
  const { publicJwk, kept } = await storeOf(runtime).create();
  const kid = newId("key");
  const published = { ...publicJwk, kid, use: "sig", alg: "ES256" };
  await tx.query(
    "key-create",
    "insert into signing_key (kid, algorithm, public_jwk, sealed_private, created_at, active_from) values ($1, 'ES256', $2, $3, $4, $5)",
    [kid, JSON.stringify(published), kept, now, activeFrom],
  );
  await tx.audit(now, [{ action: "key.created", detail: { kid, activeFrom: activeFrom.toISOString() } }]);
  return kid;
}

const readSql = `
select kid, public_jwk, sealed_private, active_from, active_from <= statement_timestamp() as active
from signing_key where retired_at is null order by active_from`;

// A key is done when a later one has been signing for longer than any token lives, and then some.
const retireSql = `
update signing_key k set retired_at = statement_timestamp()
where k.retired_at is null and exists (select 1 from signing_key later
  where later.active_from > k.active_from and later.active_from < statement_timestamp() - make_interval(secs => $1 * 3600))
returning k.kid`;

const hours = (count: number) => count * 3_600_000;
const days = (count: number) => hours(24) * count;
