import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";

const credentials = {
  accessKeyId: "ASIAEXAMPLEKEY000001",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "a-session-token",
};

/** An STS on loopback that recomputes the signature of what it gets (AWS Signature Version 4), and says who signed. */
export async function startTestSts() {
  const state = {
    account: "123456789012",
    arn: "arn:aws:sts::123456789012:assumed-role/ci-deploy/run-71",
    up: true,
    calls: 0,
    body: undefined as string | undefined,
  };
  const server = createServer((req, res) => {
    state.calls += 1;
    if (!state.up) return res.writeHead(503).end();
    if (!isSigned(req)) return res.writeHead(403, { "content-type": "application/json" }).end('{"Error":{}}');
    const answer = { Account: state.account, Arn: state.arn, UserId: "AROA:run-71" };
    res
      .writeHead(200, { "content-type": "application/json" })
      .end(state.body ?? JSON.stringify({ GetCallerIdentityResponse: { GetCallerIdentityResult: answer } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    state,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type TestSts = Awaited<ReturnType<typeof startTestSts>>;

const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

function isSigned(req: IncomingMessage): boolean {
  const [, date, region, names, signature] =
    /Credential=\w+\/(\d+)\/([\w-]+)\/sts\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=(\w+)$/.exec(
      req.headers.authorization ?? "",
    ) ?? [];
  if (!date || !region || !names || !signature) return false;
  const url = new URL(req.url ?? "", "http://sts");
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join("&");
  const headers = names.split(";").map((name) => `${name}:${req.headers[name]}\n`);
  const canonical = [req.method, url.pathname, query, headers.join(""), names, hash("")].join("\n");
  const scope = `${date}/${region}/sts/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", req.headers["x-amz-date"], scope, hash(canonical)].join("\n");
  const key = [date, region, "sts", "aws4_request"].reduce<string | Buffer>(
    hmac,
    `AWS4${credentials.secretAccessKey}`,
  );
  const expected = hmac(key, toSign);
  const given = Buffer.from(signature, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

export interface Signed {
  url: string;
  method: string;
  headers: { key: string; value: string }[];
}

/** What a workload sends as its subject token, signed by the signer of the AWS SDK. */
export async function signIdentity(
  endpoint: string,
  audience: string | null,
  { at = new Date(), secret = credentials.secretAccessKey, query = {} as Record<string, string> } = {},
): Promise<Signed> {
  const url = new URL(endpoint);
  const signer = new SignatureV4({
    service: "sts",
    region: "eu-central-1",
    sha256: Sha256,
    credentials: { ...credentials, secretAccessKey: secret },
    applyChecksum: false,
  });
  const signed = await signer.sign(
    {
      method: "POST",
      protocol: url.protocol,
      hostname: url.hostname,
      path: "/",
      query: { Action: "GetCallerIdentity", Version: "2011-06-15", ...query },
      headers: { host: url.host, ...(audience === null ? {} : { "x-daypass-audience": audience }) },
    },
    { signingDate: at },
  );
  return {
    url: `${endpoint}/?Action=GetCallerIdentity&Version=2011-06-15`,
    method: "POST",
    headers: Object.entries(signed.headers).map(([key, value]) => ({ key, value })),
  };
}
