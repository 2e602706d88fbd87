import { createHash } from "node:crypto";
import { z } from "zod";
import { OAuthError } from "@/lib/tokens/oauth-error";

/** A GetCallerIdentity request that somebody signed with AWS credentials (AWS Signature Version 4), as far as it can be checked without AWS. */
export interface SignedRequest {
  /** Of the STS, one that daypass.yaml lists. */
  endpoint: string;
  headers: Record<string, string>;
  signedAt: Date;
  /** Of its signature, however that is spelled: by it a request is taken once. */
  digest: Buffer;
}

/** The header that binds a request to one Daypass: its DAYPASS_URL. Without it a request signed for another service would do here. */
const audienceHeader = "x-daypass-audience";

/** POST with the query and without a body, as the SDKs sign it. */
const query = "?Action=GetCallerIdentity&Version=2011-06-15";

const shape = z.strictObject({
  url: z.string().max(500),
  method: z.literal("POST"),
  headers: z.array(z.strictObject({ key: z.string().max(100), value: z.string().max(8_000) })).max(20),
});

/** Headers that are sent on. Whatever else was signed is refused: nothing that we do not understand reaches AWS. */
const known = new Set([
  "host",
  "x-amz-date",
  "x-amz-security-token",
  "x-amz-content-sha256",
  "authorization",
  audienceHeader,
]);

const authorization =
  /^AWS4-HMAC-SHA256 Credential=[A-Z0-9]{16,128}\/(\d{8})\/[a-z0-9-]{1,30}\/sts\/aws4_request, ?SignedHeaders=([a-z0-9;-]{1,200}), ?Signature=([0-9a-f]{64})$/;

/**
 * Reads a subject token of type `urn:ietf:params:aws:token-type:aws4_request`: JSON `{ url, method, headers: [{ key, value }] }`,
 * plain or percent-encoded. Throws OAuthError invalid_request, which says what is wrong.
 */
export function readSignedRequest(
  token: string,
  { audience, endpoints }: { audience: string; endpoints: readonly string[] },
): SignedRequest {
  const { url, headers: sent } = parse(token);
  const endpoint = endpoints.find((origin) => url === `${origin}/${query}` || url === `${origin}${query}`);
  if (!endpoint)
    throw refusal(
      `it must be addressed to ${endpoints.map((origin) => `${origin}/${query}`).join(" or ")}, letter by letter.`,
    );
  const headers = headersOf(sent);
  if (headers.host !== new URL(endpoint).host) throw refusal("its Host is not that of its address.");
  const [, day, names, signature] = authorization.exec(headers.authorization ?? "") ?? [];
  if (!day || !names || !signature)
    throw refusal("its Authorization is no AWS4-HMAC-SHA256 signature for sts.");
  const signed = new Set(names.split(";"));
  const unsigned = Object.keys(headers).find((name) => name !== "authorization" && !signed.has(name));
  if (unsigned) throw refusal(`its header ${unsigned} is not signed.`);
  if (headers[audienceHeader] !== audience)
    throw refusal(`sign the header ${audienceHeader} with ${audience}, so that it is for this Daypass.`);
  const signedAt = instantOf(headers["x-amz-date"] ?? "");
  if (!signedAt || !headers["x-amz-date"]?.startsWith(day))
    throw refusal("its X-Amz-Date is missing or wrong.");
  const digest = createHash("sha256").update(signature).digest();
  return { endpoint: `${endpoint}/${query}`, headers, signedAt, digest };
}

function parse(token: string): z.output<typeof shape> {
  const attempt = (text: string) => {
    try {
      return shape.safeParse(JSON.parse(text)).data;
    } catch {
      return undefined;
    }
  };
  const found = attempt(token) ?? attempt(decoded(token));
  if (!found)
    throw refusal(
      'it must be JSON like { "url": …, "method": "POST", "headers": [{ "key": …, "value": … }] }.',
    );
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function headersOf(sent: z.output<typeof shape>["headers"]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { key, value } of sent) {
    const name = key.toLowerCase();
    if (!known.has(name))
      throw refusal(`its header ${printable(name)} is not one that is sent on; leave it out.`);
    if (Object.hasOwn(headers, name)) throw refusal(`its header ${name} is there twice.`);
    if (!/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value))
      throw refusal(`its header ${name} has no proper value.`);
    headers[name] = value;
  }
  return headers;
}

/** "20261126T013000Z" (ISO 8601 basic). */
function instantOf(text: string): Date | null {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(instant.getTime()) ? null : instant;
}

export const refusal = (reason: string) => new OAuthError("invalid_request", `subject_token: ${reason}`);

const printable = (text: string) => text.replaceAll(/[^a-z0-9-]/g, "?");
