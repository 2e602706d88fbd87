import { parseOptions, UsageError } from "./usage";

export interface VerifyOptions {
  url: URL;
  method: string;
  /** As the service sees its own address: what proofs are made for. */
  publicUrl: string;
  /** How long after a revocation the service may still accept. */
  stalenessMs: number;
  isJson: boolean;
  /** A fake issuer that the service was told to trust, or a good token of the Daypass that it does trust. */
  by: FakeIssuerChoice | TokenChoice;
}

export interface FakeIssuerChoice {
  port: number;
  audience: string;
  service: string;
  environment: string | null;
  role: string;
  scope: string;
  clientId: string;
  clientSecret: string;
}

export interface TokenChoice {
  token: string;
  /** With these the token is revoked at the end. */
  revokeWith: { issuer: string; clientId: string; clientSecret: string } | null;
}

export const verifyHelp = `Usage: daypass verify-service URL [options]

Attacks a protected address with tokens that it must refuse, and some that it must accept, and says where it was wrong.

With --fake-issuer, several hundred calls of every kind. Start the service with these for its Daypass, then run this:
  issuer http://127.0.0.1:PORT, audience, environment and credential as below.
  --fake-issuer PORT   where the fake issuer listens
  --audience AUD       default urn:demo:orders-api
  --service REF        default shop/orders/orders-api
  --environment NAME   default staging; "none" for a service that declares none
  --role NAME          default reader
  --scope SCOPES       what the call takes, separated by spaces; default orders:read
  The service's credential: DAYPASS_CLIENT_ID and DAYPASS_CLIENT_SECRET (default: crd and secret)

Without it, against a service beside a running Daypass: what can be done with one good token (DAYPASS_ACCESS_TOKEN).
With DAYPASS_URL and the service's credential, the token is revoked at the end, and must be refused from then on.

  --method METHOD      default GET
  --public-url URL     how the service believes it is addressed, when that is not URL
  --staleness MS       how long after a revocation it may still accept; default 1000
  --json               the result as JSON
  --help               this text

Exit code: 0 every answer was right, 1 some were not, 2 the call makes no sense or the service was not reached.
`;

/** Null: only help is wanted. Throws a UsageError. */
export function readVerifyOptions(
  args: string[],
  env: Record<string, string | undefined>,
): VerifyOptions | null {
  const { values, positionals } = parseOptions({
    args,
    options: {
      "fake-issuer": { type: "string" },
      audience: { type: "string", default: "urn:demo:orders-api" },
      service: { type: "string", default: "shop/orders/orders-api" },
      environment: { type: "string", default: "staging" },
      role: { type: "string", default: "reader" },
      scope: { type: "string", default: "orders:read" },
      method: { type: "string", default: "GET" },
      "public-url": { type: "string" },
      staleness: { type: "string", default: "1000" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return null;
  const [address, another] = positionals;
  if (address === undefined || another !== undefined) throw new UsageError("it takes one URL.");
  const url = readUrl(address);
  const port = values["fake-issuer"];
  return {
    url,
    method: (values.method ?? "GET").toUpperCase(),
    publicUrl: readUrl(values["public-url"] ?? address).href,
    stalenessMs: readNumber("--staleness", values.staleness ?? "", 60_000),
    isJson: values.json ?? false,
    by:
      port === undefined
        ? readToken(env)
        : {
            port: readNumber("--fake-issuer", port, 65_535),
            audience: values.audience ?? "",
            service: values.service ?? "",
            environment: values.environment === "none" ? null : (values.environment ?? null),
            role: values.role ?? "",
            scope: values.scope ?? "",
            clientId: env.DAYPASS_CLIENT_ID ?? "crd",
            clientSecret: env.DAYPASS_CLIENT_SECRET ?? "secret",
          },
  };
}

function readToken(env: Record<string, string | undefined>): TokenChoice {
  const { DAYPASS_ACCESS_TOKEN: token, DAYPASS_URL: issuer } = env;
  const { DAYPASS_CLIENT_ID: clientId, DAYPASS_CLIENT_SECRET: clientSecret } = env;
  if (!token) throw new UsageError("set --fake-issuer PORT, or DAYPASS_ACCESS_TOKEN to a good token.");
  return {
    token,
    revokeWith: issuer && clientId && clientSecret ? { issuer, clientId, clientSecret } : null,
  };
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !["http:", "https:"].includes(url.protocol))
    throw new UsageError(`${text} is not an address of http or https.`);
  return url;
}

function readNumber(name: string, text: string, most: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= most)) throw new UsageError(`${name} takes a whole number up to ${most}.`);
  return value;
}
