import { z } from "zod";
import { parseDuration } from "@/lib/config/duration";

// Every pattern is linear, and the length is checked before it runs.

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Keys that would reach an object's prototype if some later code assigned them. */
export const prototypeKeys: ReadonlySet<string> = new Set([
  "__proto__",
  "constructor",
  "prototype",
  "toString",
]);

/** DNS-1123 label (RFC 1123), at most 63 characters. */
export const name = z
  .string()
  .max(63, { abort: true, error: "is longer than 63 characters" })
  .regex(label, { abort: true, error: "must be a DNS-1123 label: a-z, 0-9 and '-', such as read-only" })
  .refine((text) => !prototypeKeys.has(text), { error: "is a name that Daypass reserves" });

// Controls, and characters that reorder or hide the text around them.
const line = /^[^\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+$/u;
const text = /^(?:[^\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\t\n\r])*$/u;

export const titleLine = z
  .string()
  .min(1, { error: "is empty" })
  .max(120, { abort: true, error: "is longer than 120 characters" })
  .regex(line, {
    error: "holds a control character, a line break or a character that changes the direction of text",
  });

export const plainText = z
  .string()
  .max(2000, { abort: true, error: "is longer than 2000 characters" })
  .regex(text, { error: "holds a control character or one that changes the direction of text" });

function isDuration(text: string): boolean {
  try {
    return parseDuration(text) > 0;
  } catch {
    return false;
  }
}

/** As written; `parseDuration` gives the seconds. */
export const duration = z
  .string({ error: "must be a duration in quotes or plain, such as 30m, 8h, 1d12h or PT8H" })
  .max(20, { abort: true, error: "is longer than 20 characters" })
  .refine(isDuration, {
    error: "must be a positive duration, such as 30m, 8h, 1d12h, PT8H or P1D (no months, no years)",
  });

const reference =
  /^(?:user|group):(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\/)?[A-Za-z0-9._@+-]+$|^spiffe:\/\/[a-z0-9._-]{1,255}(?:\/[A-Za-z0-9._-]+)+$/;

/** "group:default/payments", "user:default/jane" or "spiffe://domain/path". Without a namespace it is `default`, as in Backstage. */
export const principal = z
  .string()
  .max(256, { abort: true, error: "is longer than 256 characters" })
  .regex(reference, {
    abort: true,
    error:
      'must name a group, a user or a workload: "group:default/payments", "user:default/jane" or "spiffe://domain/path"',
  })
  .overwrite((ref) => (ref.includes("/") ? ref : ref.replace(":", ":default/")));

/** A list without repetitions. */
export const distinct = <S extends z.ZodType>(item: S, limits: { min?: number; max: number }) =>
  z
    .array(item)
    .min(limits.min ?? 0, { error: `needs at least ${limits.min ?? 0}` })
    .max(limits.max, { abort: true, error: `holds more than ${limits.max}` })
    .refine((items) => new Set(items).size === items.length, { error: "names something twice" });

/** A map keyed by name: an OAM override policy merges maps, but replaces lists. */
export const named = <S extends z.ZodType>(value: S, max: number) =>
  z.record(name, value).refine((map) => Object.keys(map).length <= max, { error: `holds more than ${max}` });

// No userinfo, no fragment, no backslash: what a person reads as the host is the host.
const https = /^https:\/\/[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:\/[^\s@#\\]*)?$/;
const loopback = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?(?:\/[^\s@#\\]*)?$/;

export const httpsUrl = z
  .string()
  .max(512, { abort: true, error: "is longer than 512 characters" })
  .regex(https, { error: "must be an https:// address without user name, password or fragment" });

/** Never fetched: only compared with the issuers that daypass.yaml registers, which may be http on loopback. */
export const issuerUrl = z
  .string()
  .max(512, { abort: true, error: "is longer than 512 characters" })
  .refine((url) => https.test(url) || loopback.test(url), {
    error: "must be the https:// address of an issuer, without user name, password or fragment",
  });

/** OAuth scope-token, RFC 6749 section 3.3. */
export const scope = z
  .string()
  .max(128, { abort: true, error: "is longer than 128 characters" })
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, {
    error: "is not an OAuth scope: printable ASCII without space, quote or backslash",
  });

export const action = z
  .string()
  .max(128, { abort: true, error: "is longer than 128 characters" })
  .regex(/^[a-z][a-z0-9-]*:(?:[A-Za-z][A-Za-z0-9]*\*?|\*)$/, {
    error: 'must look like "orders:Refund"; "*" only as the whole verb or at its end',
  });

export const resource = z
  .string()
  .max(512, { abort: true, error: "is longer than 512 characters" })
  .regex(/^(?:urn:[a-z0-9][a-z0-9-]{0,31}:|https:\/\/|spiffe:\/\/)[!-~]*$/, {
    error: "must be a urn:, https:// or spiffe:// pattern",
  });

/** `aud` of an access token: visible ASCII, so that it survives every header and log. */
export const audience = z
  .string()
  .min(1, { error: "is empty" })
  .max(512, { abort: true, error: "is longer than 512 characters" })
  .regex(/^[!-~]+$/, { error: "must be printable ASCII without spaces" });

export const claim = z
  .string()
  .max(256, { abort: true, error: "is longer than 256 characters" })
  .regex(/^[A-Za-z_][A-Za-z0-9_.:/-]*$/, { error: "is not a claim name" })
  .refine((text) => !prototypeKeys.has(text), { error: "is a name that Daypass reserves" });

export const strings = z
  .array(z.string().max(512, { error: "is longer than 512 characters" }))
  .max(100, { error: "holds more than 100" });
