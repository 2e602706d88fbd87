import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflate } from "node:zlib";
import { statement } from "@/lib/db/pool";
import type { Runtime } from "@/lib/runtime/runtime";
import type { Signer } from "./key-store";
import { signingKey } from "./keys";
import { signJws } from "./sign-jws";
import { statusListUri, tokensPerList } from "./status-list-place";

/** How long whoever fetched a list may go by it, and a cache may keep it. */
export const statusListTtlSeconds = 1;
/** A list says of itself that it is worth nothing after this; it bears a clock that is a little off. */
const livesForSeconds = 30;

/** A status list as it is served: signed, and the same whichever process made it in that second, but for its signature. */
export interface StatusList {
  token: string;
  /** Of its claims (RFC 9110, 8.8.3). */
  etag: string;
}

const compress = promisify(deflate);

/**
 * The tokens of one list that are dead, signed (Token Status List, sections 4 and 5). Read from the rows after it was asked
 * for, so that a verifier knows how old it is: whoever asks while one is made shares the one after it. Null: no token stands
 * in that list.
 */
export async function getStatusList(runtime: Runtime, list: bigint): Promise<StatusList | null> {
  const making = makingOf(runtime);
  const present = making.get(list);
  if (!present) return make(runtime, list, making);
  present.next ??= present.done.then(() => make(runtime, list, making));
  return present.next;
}

/** The lists in which a token may stand that has not expired. */
export async function listStatusLists(runtime: Runtime): Promise<string[]> {
  const { rows } = await runtime.pool.query<{ first: string | null; last: string | null }>(
    statement("status-lists", selectLists, [tokensPerList]),
  );
  const { first, last } = rows[0] ?? { first: null, last: null };
  if (first === null || last === null) return [];
  const uris: string[] = [];
  for (let list = BigInt(first); list <= BigInt(last); list++)
    uris.push(statusListUri(runtime.config.baseUrl, list));
  return uris;
}

interface Making {
  /** Never rejects. */
  done: Promise<void>;
  /** What everybody shares who came since it was begun. */
  next: Promise<StatusList | null> | null;
}

const makings = new WeakMap<Runtime, Map<bigint, Making>>();

function makingOf(runtime: Runtime): Map<bigint, Making> {
  const making = makings.get(runtime) ?? new Map<bigint, Making>();
  makings.set(runtime, making);
  return making;
}

function make(runtime: Runtime, list: bigint, making: Map<bigint, Making>): Promise<StatusList | null> {
  const made = makeList(runtime, list);
  const present: Making = { done: Promise.resolve(), next: null };
  present.done = made.then(
    () => forget(),
    () => forget(),
  );
  const forget = () => {
    if (making.get(list) === present) making.delete(list);
  };
  making.set(list, present);
  return made;
}

async function makeList(runtime: Runtime, list: bigint): Promise<StatusList | null> {
  const key = await signingKey(runtime);
  const { rows } = await runtime.pool.query<{ now: string; known: boolean; dead: string }>(
    statement("status-list", selectDead, [list.toString(), tokensPerList]),
  );
  const [row] = rows;
  if (!row) throw new Error("a select without a table returns its row");
  if (!row.known) return null;
  const bits = Buffer.alloc(tokensPerList / 8);
  for (const index of JSON.parse(row.dead) as number[]) setBit(bits, index);
  return signList(
    statusListUri(runtime.config.baseUrl, list),
    runtime.config.baseUrl,
    bits,
    Number(row.now),
    key,
  );
}

/** Compresses off the event loop and signs. */
export async function signList(
  uri: string,
  issuer: string,
  bits: Buffer,
  now: number,
  key: Signer,
): Promise<StatusList> {
  const lst = (await compress(bits, { level: 9 })).toString("base64url");
  const iat = Math.floor(now / 1_000);
  const claims = {
    iss: issuer,
    sub: uri,
    iat,
    exp: iat + livesForSeconds,
    ttl: statusListTtlSeconds,
    status_list: { bits: 1, lst },
  };
  const digest = createHash("sha256")
    .update(JSON.stringify([key.kid, claims]))
    .digest("base64url");
  return { token: await signJws("statuslist+jwt", claims, key), etag: `W/"${digest}"` };
}

/** The first token of a byte is its least significant bit (Token Status List, section 4.1). */
export function setBit(bits: Buffer, index: number): void {
  bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
}

// Every end before its time has its row in the log, by trigger; no token lives for more than an hour, so that the last two hours
// of it say everything. A token that is expired is dead by itself, but for one that was cut short: that one is named.
const selectDead = `
select (extract(epoch from statement_timestamp()) * 1000)::bigint::text as now,
  $1::bigint * $2 < (select case when is_called then last_value + 1 else 0 end from token_status_index) as known,
  (select coalesce(json_agg(distinct t.status_index - $1::bigint * $2), '[]')::text
    from revocation r cross join lateral (
      select status_index from issued_token where r.grant_id is not null and grant_id = r.grant_id and expires_at > statement_timestamp()
      union all
      select status_index from issued_token where jti = r.jti
      offset 0) t
    where r.at > statement_timestamp() - interval '2 hours'
      and t.status_index >= $1::bigint * $2 and t.status_index < ($1::bigint + 1) * $2) as dead`;

const selectLists = `
select (min(status_index) / $1::bigint)::text as first, (max(status_index) / $1::bigint)::text as last from issued_token
where status_index is not null`;
