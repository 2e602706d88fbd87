import { keylessVectors, startFakeIssuer, type Vector, vectors } from "@daypass/node/testing";
import { type Io, write } from "./io";
import { callService } from "./verify-call";
import {
  type FakeIssuerChoice,
  readVerifyOptions,
  type TokenChoice,
  type VerifyOptions,
  verifyHelp,
} from "./verify-options";
import { type Finding, isWrong, judge, verifyJson, verifyText } from "./verify-report";

/** `daypass verify-service`. Gives the exit code; throws a UsageError for a call that makes no sense. */
export async function verifyService(args: string[], io: Io): Promise<number> {
  const options = readVerifyOptions(args, io.env);
  if (!options) {
    await write(io.stdout, verifyHelp);
    return 0;
  }
  const findings =
    "port" in options.by
      ? await attackByIssuer(options, options.by)
      : await attackByToken(options, options.by);
  if (findings.every(({ verdict }) => verdict === "failed")) {
    await write(io.stderr, `daypass: ${options.url.href} cannot be reached: ${findings[0]?.answer}\n`);
    return 2;
  }
  await write(io.stdout, (options.isJson ? verifyJson : verifyText)(options.url, findings));
  return findings.some(isWrong) ? 1 : 0;
}

async function attackByIssuer(options: VerifyOptions, choice: FakeIssuerChoice): Promise<Finding[]> {
  const issuer = await startFakeIssuer(choice);
  try {
    const { method, publicUrl, stalenessMs } = options;
    const findings: Finding[] = [];
    let isSettled = false;
    // A service that looked for this issuer a moment ago, in vain, looks again a little later.
    const first = await untilAccepted(options, () => issuer.mint());
    if (first.verdict === "failed") return [first];
    for (const vector of vectors({ issuer, url: publicUrl, method, scope: choice.scope })) {
      if (vector.group === "revoked" && !isSettled) {
        await pause(stalenessMs);
        isSettled = true;
      }
      findings.push(await attempt(options, vector));
    }
    return findings;
  } finally {
    await issuer.close();
  }
}

async function attackByToken(options: VerifyOptions, { token, revokeWith }: TokenChoice): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const vector of keylessVectors(token)) {
    findings.push(await attempt(options, vector));
    if (findings[0]?.verdict === "failed") return findings;
  }
  if (!revokeWith) return findings;
  const { issuer, clientId, clientSecret } = revokeWith;
  const credential = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  const answer = await fetch(`${issuer}/oauth/revoke`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(credential).toString("base64")}` },
    body: new URLSearchParams({ token }),
    redirect: "error",
  }).catch((error: Error) => error);
  const vector: Vector = { ...goodCall(token), group: "revoked", name: "the token", expected: ["revoked"] };
  if (answer instanceof Error || !answer.ok) {
    const why = answer instanceof Error ? answer.message : `${issuer} answered ${answer.status}`;
    return [...findings, judge(vector, new Error(`the token could not be revoked: ${why}`))];
  }
  await pause(options.stalenessMs);
  return [...findings, await attempt(options, vector)];
}

async function attempt({ url, method }: VerifyOptions, vector: Vector): Promise<Finding> {
  return judge(vector, await callService(url, method, vector).catch((error: Error) => error));
}

async function untilAccepted(options: VerifyOptions, mint: () => string): Promise<Finding> {
  const until = performance.now() + 5_000;
  for (;;) {
    const finding = await attempt(options, goodCall(mint()));
    if (finding.verdict !== "wrongly refused" || performance.now() > until) return finding;
    await pause(500);
  }
}

const goodCall = (token: string): Vector => ({
  group: "good",
  name: "a token",
  expected: "accepted",
  headers: [["Authorization", `Bearer ${token}`]],
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
