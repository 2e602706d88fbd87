import { inflateSync } from "node:zlib";
import { BoundedMap } from "./bounded-map.js";
import type { StatusPlace } from "./claims.js";
import { type Fetch, fetchText } from "./fetch-json.js";
import type { Issuer } from "./issuer.js";
import { verifyJws } from "./jws.js";
import { decodeCanonical, isObject } from "./strict-json.js";

export interface StatusListOptions {
  issuer: string;
  maxStalenessMs: number;
  fetch: Fetch;
  clock: () => number;
  monotonicClock: () => number;
}

interface StatusList {
  bits: Buffer;
  issuedAt: number;
  expiresAtMs: number;
  etag: string | null;
  /** When it was asked for, by the clock that does not jump: it cannot be younger. */
  askedAt: number;
}

/** What a list said of a token, and when the list was asked for. */
export interface ListedStatus {
  live: boolean;
  askedAt: number;
}

/** 8 million tokens. A list that unpacks to more is none of ours. */
const longestList = 2 ** 20;

/** Follows the issuer's status lists (Token Status List, sections 5, 8 and 13). */
export class StatusLists {
  readonly #lists = new BoundedMap<StatusList>(64);
  readonly #pending = new Map<string, Promise<StatusList>>();

  constructor(
    readonly options: StatusListOptions,
    readonly keys: Issuer,
  ) {}

  /** What a list says that is at most `maxAgeMs` old. Asks again ahead of time, so that steady traffic hardly ever waits. */
  known({ uri, idx }: StatusPlace, maxAgeMs: number): ListedStatus | undefined {
    const list = this.#lists.get(uri);
    if (!list) return undefined;
    const age = this.options.monotonicClock() - list.askedAt;
    if (age < 0 || age > maxAgeMs || this.options.clock() >= list.expiresAtMs) return undefined;
    if (age > maxAgeMs / 2) this.#refresh(uri).catch(() => {});
    return readBit(list, idx);
  }

  /** Asks for the list. Throws when it does not come, or cannot be believed: the caller refuses. */
  async ask({ uri, idx }: StatusPlace): Promise<ListedStatus> {
    const status = readBit(await this.#refresh(uri), idx);
    if (!status) throw new Error(`${uri} is too short for the token's place`);
    return status;
  }

  #refresh(uri: string): Promise<StatusList> {
    const pending = this.#pending.get(uri);
    if (pending) return pending;
    const asked = this.#fetch(uri).finally(() => this.#pending.delete(uri));
    this.#pending.set(uri, asked);
    return asked;
  }

  async #fetch(uri: string): Promise<StatusList> {
    const askedAt = this.options.monotonicClock();
    const last = this.#lists.get(uri);
    const { status, headers, text } = await fetchText(this.options.fetch, uri, {
      headers: {
        accept: "application/statuslist+jwt",
        ...(last?.etag && { "if-none-match": last.etag }),
      },
    });
    let list: StatusList;
    if (status === 304) {
      if (!last) throw new Error(`${uri} is unchanged, and was never seen`);
      list = { ...last, askedAt };
    } else {
      list = { ...(await this.#read(uri, text.trim())), etag: headers.get("etag"), askedAt };
      if (last && list.issuedAt < last.issuedAt) throw new Error(`${uri} was rolled back`);
    }
    if (this.options.clock() >= list.expiresAtMs) throw new Error(`${uri} has expired`);
    this.#lists.set(uri, list);
    return list;
  }

  async #read(uri: string, token: string): Promise<Pick<StatusList, "bits" | "issuedAt" | "expiresAtMs">> {
    const published = this.keys.current() ?? (await this.keys.latest());
    // A list has no limit of its own: what comes is bounded where it is fetched.
    const jws =
      verifyJws(token, published.keys, token.length) ??
      verifyJws(token, (await this.keys.latest()).keys, token.length);
    if (!jws) throw new Error(`${uri} is not signed by ${this.options.issuer}`);
    const typ = String(jws.header.typ).toLowerCase();
    if (typ !== "statuslist+jwt" && typ !== "application/statuslist+jwt")
      throw new Error(`${uri} is no status list`);
    const { iss, sub, iat, exp, status_list: content } = jws.claims;
    if (iss !== undefined && iss !== this.options.issuer) throw new Error(`${uri} is of another issuer`);
    if (sub !== uri) throw new Error(`${uri} is another list`);
    if (typeof iat !== "number" || typeof exp !== "number" || !(iat >= 0 && exp > iat))
      throw new Error(`${uri} does not say when it was made and how long it counts`);
    if (!isObject(content) || content.bits !== 1 || typeof content.lst !== "string")
      throw new Error(`${uri} has no list of one bit a token`);
    const packed = decodeCanonical(content.lst);
    if (!packed) throw new Error(`${uri} is not well encoded`);
    const bits = inflateSync(packed, { maxOutputLength: longestList });
    return { bits, issuedAt: iat, expiresAtMs: exp * 1000 };
  }
}

/** The first token of a byte is its least significant bit (Token Status List, section 4.1). Undefined beyond the end. */
function readBit({ bits, askedAt }: StatusList, idx: number): ListedStatus | undefined {
  const byte = bits[Math.floor(idx / 8)];
  return byte === undefined ? undefined : { live: ((byte >> (idx % 8)) & 1) === 0, askedAt };
}
