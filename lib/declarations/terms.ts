import { z } from "zod";
import { durationPatterns, parseDuration } from "@/lib/config/duration";
import { publish, published } from "./published";

// Every pattern is linear, and the length is checked before it runs. None looks ahead or back: CUE has them too.

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
  .refine((text) => !prototypeKeys.has(text), { error: "is a name that Daypass reserves" })
  .register(published, {
    id: "Name",
    description: "A DNS-1123 label.",
    form: "a-z, 0-9 and -, with a letter or digit at both ends; not constructor, not prototype",
    examples: ["read-only"],
    not: { enum: ["constructor", "prototype"] },
  });

// Controls, and characters that reorder or hide the text around them.
const line = /^[^\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+$/u;
const text = /^(?:[^\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\t\n\r])*$/u;

export const titleLine = z
  .string()
  .min(1, { error: "is empty" })
  .max(120, { abort: true, error: "is longer than 120 characters" })
  .regex(line, {
    error: "holds a control character, a line break or a character that changes the direction of text",
  })
  .register(published, {
    id: "Title",
    description: "One line of text, in any script.",
    form: "no line break, no control character, none that changes the direction of text",
    examples: ["Orders API"],
  });

export const plainText = z
  .string()
  .max(2000, { abort: true, error: "is longer than 2000 characters" })
  .regex(text, { error: "holds a control character or one that changes the direction of text" })
  .register(published, {
    id: "Text",
    description: "Text of any number of lines, in any script.",
    form: "no control character but tab and line break, none that changes the direction of text",
    examples: ["Takes and refunds orders."],
  });

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
  })
  .register(published, {
    id: "Duration",
    description: "A positive length of time, of days, hours, minutes and seconds.",
    form: "more than 0, as in Go, with days (30m, 8h, 1d12h), or ISO 8601 without months and years (PT8H, P1D)",
    examples: ["30m", "8h", "1d12h", "PT8H"],
    allOf: durationPatterns.map((pattern) => ({ pattern })),
  });

export const durationRange = z
  .strictObject({
    default: publish(duration.optional(), "Proposed to whoever asks.", {
      absent: "1h, or the maximum where that is less",
      examples: ["1h"],
    }),
    max: publish(duration.optional(), "The longest that anybody may hold the role for.", {
      absent: "the service's, the environment's or the platform's limit: the strictest wins",
      examples: ["8h"],
    }),
  })
  .register(published, { id: "DurationRange", description: "How long a role may be held." });

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
  .overwrite((ref) => (ref.includes("/") ? ref : ref.replace(":", ":default/")))
  .register(published, {
    id: "Principal",
    description: "A group, a person or a workload. Without a namespace it is default, as in Backstage.",
    form: "group:<namespace>/<name>, user:<namespace>/<name> or spiffe://<domain>/<path>",
    examples: ["group:default/payments-team", "user:default/jane", "spiffe://example.org/ns/ci/sa/deploy"],
  });

/** "oncall:default/payments": whoever is on call for a schedule that daypass.yaml registers. Not registered is nobody. */
export const onCallSchedule = z
  .string()
  .max(256, { abort: true, error: "is longer than 256 characters" })
  .regex(/^oncall:(?:default\/)?[a-z0-9][a-z0-9-]{0,62}$/, {
    abort: true,
    error: 'must name a schedule of daypass.yaml: "oncall:default/payments"',
  })
  .overwrite((ref) => (ref.includes("/") ? ref : ref.replace(":", ":default/")))
  .register(published, {
    id: "OnCall",
    description: "Whoever is on call at that moment, for a schedule that daypass.yaml registers.",
    form: "oncall:default/<schedule>",
    examples: ["oncall:default/payments"],
  });

/** A list without repetitions. */
export const distinct = <S extends z.ZodType>(item: S, limits: { min?: number; max: number }) =>
  z
    .array(item)
    .min(limits.min ?? 0, { error: `needs at least ${limits.min ?? 0}` })
    .max(limits.max, { abort: true, error: `holds more than ${limits.max}` })
    .refine((items) => new Set(items).size === items.length, { error: "names something twice" })
    .register(published, { uniqueItems: true });

/** A map keyed by name: an OAM override policy merges maps, but replaces lists. */
export const named = <S extends z.ZodType>(value: S, max: number) =>
  z
    .record(name, value)
    .refine((map) => Object.keys(map).length <= max, { error: `holds more than ${max}` })
    .register(published, { maxProperties: max });

// No userinfo, no fragment, no backslash: what a person reads as the host is the host.
const https = /^https:\/\/[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:\/[^\s@#\\]*)?$/;
const loopback = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?(?:\/[^\s@#\\]*)?$/;

export const httpsUrl = z
  .string()
  .max(512, { abort: true, error: "is longer than 512 characters" })
  .regex(https, { error: "must be an https:// address without user name, password or fragment" })
  .register(published, {
    id: "HttpsUrl",
    description: "An https:// address. Daypass never fetches it.",
    form: "no user name, no password, no fragment",
    examples: ["https://orders.example.com"],
  });

/** Never fetched: only compared with the issuers that daypass.yaml registers, which may be http on loopback. */
export const issuerUrl = z
  .string()
  .max(512, { abort: true, error: "is longer than 512 characters" })
  .regex(new RegExp(`${https.source}|${loopback.source}`), {
    error: "must be the https:// address of an issuer, without user name, password or fragment",
  })
  .register(published, {
    id: "IssuerUrl",
    description: "The address of an OpenID Connect issuer. Daypass never fetches it.",
    form: "https://, or http:// on loopback; no user name, no password, no fragment",
    examples: ["https://login.example.com/tenant-1"],
  });

/** OAuth scope-token, RFC 6749 section 3.3. */
export const scope = z
  .string()
  .max(128, { abort: true, error: "is longer than 128 characters" })
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, {
    error: "is not an OAuth scope: printable ASCII without space, quote or backslash",
  })
  .register(published, {
    id: "Scope",
    description: "An OAuth scope token (RFC 6749 section 3.3).",
    form: "printable ASCII without space, double quote or backslash",
    examples: ["orders:read"],
  });

export const action = z
  .string()
  .max(128, { abort: true, error: "is longer than 128 characters" })
  .regex(/^[a-z][a-z0-9-]*:(?:[A-Za-z][A-Za-z0-9]*\*?|\*)$/, {
    error: 'must look like "orders:Refund"; "*" only as the whole verb or at its end',
  })
  .register(published, {
    id: "Action",
    description: "What may be done, as <service>:<Verb>.",
    form: "* only as the whole verb or at its end",
    examples: ["orders:Refund", "orders:Get*"],
  });

export const resource = z
  .string()
  .max(512, { abort: true, error: "is longer than 512 characters" })
  .regex(/^(?:urn:[a-z0-9][a-z0-9-]{0,31}:|https:\/\/|spiffe:\/\/)[!-~]*$/, {
    error: "must be a urn:, https:// or spiffe:// pattern",
  })
  .register(published, {
    id: "Resource",
    description: "What the actions apply to, as a URN or an address.",
    form: "begins with urn:<name>:, https:// or spiffe://, then printable ASCII; * stands for anything",
    examples: ["urn:shop:orders/eu/*"],
  });

/** `aud` of an access token: visible ASCII, so that it survives every header and log. */
export const audience = z
  .string()
  .min(1, { error: "is empty" })
  .max(512, { abort: true, error: "is longer than 512 characters" })
  .regex(/^[!-~]+$/, { error: "must be printable ASCII without spaces" })
  .register(published, {
    id: "Audience",
    description: "The aud of an access token.",
    form: "printable ASCII without spaces",
    examples: ["https://orders.example.com"],
  });

export const claim = z
  .string()
  .max(256, { abort: true, error: "is longer than 256 characters" })
  .regex(/^[A-Za-z_][A-Za-z0-9_.:/-]*$/, { error: "is not a claim name" })
  .refine((text) => !prototypeKeys.has(text), { error: "is a name that Daypass reserves" })
  .register(published, {
    id: "Claim",
    description: "The name of a claim in an identity token.",
    form: "begins with a letter or _, then letters, digits and _ . : / -",
    examples: ["groups"],
    not: { enum: [...prototypeKeys] },
  });

export const strings = z
  .array(z.string().max(512, { error: "is longer than 512 characters" }))
  .max(100, { error: "holds more than 100" })
  .register(published, { id: "Strings", description: "A list of texts." });
