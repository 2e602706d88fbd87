import type { AwsConfig, IssuerConfig } from "@/lib/config/config";
import { systemContext } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors/app-error";
import type { Runtime } from "@/lib/runtime/runtime";
import type { VerifiedIdentity } from "@/lib/tokens/issuers";
import { OAuthError } from "@/lib/tokens/oauth-error";
import { askCallerIdentity, type CallerIdentity } from "./caller-identity";
import { readSignedRequest, refusal, type SignedRequest } from "./signed-request";

type AwsIssuer = IssuerConfig & { aws: AwsConfig };

/**
 * Who signed a GetCallerIdentity request for this Daypass, by the word of AWS: of an account that daypass.yaml lists, signed a
 * moment ago, and never taken before. Throws OAuthError invalid_request and temporarily_unavailable, and AppError
 * forbidden for one that was taken before.
 */
export async function verifyAwsIdentity(runtime: Runtime, token: string): Promise<VerifiedIdentity> {
  const issuers = runtime.config.issuers.filter((issuer): issuer is AwsIssuer => issuer.aws !== null);
  if (issuers.length === 0)
    throw refusal("AWS is not registered here. Ask your platform admin to add it to daypass.yaml.");
  const endpoints = [...new Set(issuers.flatMap(({ aws }) => aws.endpoints))];
  const request = readSignedRequest(token, { audience: runtime.config.baseUrl, endpoints });
  await takeOnce(runtime, request);
  const identity = await askCallerIdentity(request);
  const origin = new URL(request.endpoint).origin;
  const issuer = issuers.find(
    ({ aws }) => aws.endpoints.includes(origin) && aws.accounts.includes(identity.account),
  );
  if (!issuer)
    throw refusal(
      `the AWS account ${identity.account} is not registered here. Ask your platform admin to add it.`,
    );
  await keepWhose(runtime, request, `${issuer.issuer}#${identity.arn}`);
  return { issuer, claims: claimsOf(identity) };
}

const claimsOf = ({ account, arn, session }: CallerIdentity) => ({
  sub: arn,
  name: arn.slice(arn.lastIndexOf("/") + 1),
  arn,
  account,
  ...(session === null ? {} : { session }),
});

/** Seconds. AWS itself takes a request for fifteen minutes; nobody needs that long to hand it on. */
const takenWithin = 300;
const clockTolerance = 60;
const forgottenAfter = 3600;

async function takeOnce(runtime: Runtime, { digest, signedAt }: SignedRequest): Promise<void> {
  const { rows } = await runtime.pool.query<{ fresh: boolean; taken: boolean; whose: string | null }>(
    takeSql,
    [digest, signedAt, takenWithin, clockTolerance, forgottenAfter],
  );
  const [row] = rows;
  if (!row?.fresh)
    throw new OAuthError(
      "invalid_request",
      `subject_token: it must have been signed in the last ${takenWithin / 60} minutes. Sign a new request, and look at your clock.`,
    );
  if (!row.taken) await refuseReplay(runtime, row.whose);
}

/** A request that was good once is in somebody else's hands, perhaps: its owner should find that in the log. */
async function refuseReplay(runtime: Runtime, whose: string | null): Promise<never> {
  return transact(systemContext(runtime, "sign-in"), "principal.signed-in", async (tx) => {
    const [known] = await tx.query<{ id: string }>(
      "aws-whose",
      "select id from principal where issuer || '#' || subject = $1 and issuer = left($1, strpos($1, '#') - 1)",
      [whose],
    );
    if (known) tx.about.subject = known.id;
    throw new AppError(
      "forbidden",
      "subject_token: this request was used before. Sign a new one for each exchange.",
    );
  });
}

async function keepWhose({ pool }: Runtime, { digest }: SignedRequest, whose: string): Promise<void> {
  await pool.query("update aws_request set whose = $2 where digest = $1", [digest, whose]);
}

const takeSql = `
with clock as (select statement_timestamp() as now, $2::timestamptz between statement_timestamp() - make_interval(secs => $3)
    and statement_timestamp() + make_interval(secs => $4) as fresh),
  kept as (insert into aws_request (digest, expires_at) select $1, now + make_interval(secs => $5) from clock where fresh
    on conflict (digest) do nothing returning digest)
select fresh, exists (select 1 from kept) as taken, (select whose from aws_request where digest = $1) as whose from clock`;
