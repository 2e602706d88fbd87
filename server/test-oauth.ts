import { testIssuer } from "@/lib/config/test-config";
import type { Principal } from "@/lib/principals/principal";
import { issueApiToken } from "@/lib/tokens/issue-api-token";
import { startTestIdp, type TestIdp } from "@/lib/tokens/test-idp";
import {
  audience,
  credentialOf,
  engineer,
  grantTo,
  ordersTrait,
  publish,
  ref,
} from "@/lib/tokens/test-tokens";
import { startTestHttp, type TestHttp } from "./test-http";

export const accessTokenType = "urn:ietf:params:oauth:token-type:access_token";
export const idTokenType = "urn:ietf:params:oauth:token-type:id_token";
const opaqueRef = "shop/opaque/opaque-api";
export const opaqueAudience = "urn:test:opaque";

type Form = Record<string, string>;
type Credential = { id: string; secret: string };

/** An authorization server with two services, one of JWTs and one of opaque tokens, at both of which Riley reads. */
export interface TestOauth {
  idp: TestIdp;
  web: TestHttp;
  riley: Principal;
  /** An API token of Riley's. */
  api: string;
  credentials: { orders: Credential; opaque: Credential };
  post(path: string, form: Form, headers?: Form): Promise<Response>;
  exchange(form: Form): Promise<Response>;
  /** A token for Riley at the service with this audience. */
  serviceToken(aud?: string): Promise<string>;
  /** The whole answer, as text. */
  introspect(token: string, credential?: Credential, headers?: Form): Promise<string>;
  stop(): Promise<void>;
}

export const basicOf = ({ id, secret }: Credential) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
});

export async function startTestOauth(): Promise<TestOauth> {
  const idp = await startTestIdp();
  const web = await startTestHttp({ issuers: [idp.issuer, testIssuer] });
  const { runtime } = web;
  await publish(runtime);
  await publish(
    runtime,
    { ...ordersTrait, token: { audience: opaqueAudience, format: "opaque" } },
    opaqueRef,
  );
  const credentials = { orders: await credentialOf(runtime), opaque: await credentialOf(runtime, opaqueRef) };
  const riley = await engineer(runtime, "riley");
  for (const service of [ref, opaqueRef]) await grantTo(runtime, riley, { service });
  const api = (await issueApiToken(runtime, riley, "test")).token;
  const post = (path: string, form: Form, headers: Form = {}) =>
    fetch(`${web.url}${path}`, { method: "POST", headers, body: new URLSearchParams(form) });
  const exchange = (form: Form) =>
    post("/oauth/token", { grant_type: "urn:ietf:params:oauth:grant-type:token-exchange", ...form });
  return {
    idp,
    web,
    riley,
    api,
    credentials,
    post,
    exchange,
    async serviceToken(aud = audience) {
      const form = { subject_token: api, subject_token_type: accessTokenType, audience: aud };
      return ((await (await exchange(form)).json()) as { access_token: string }).access_token;
    },
    introspect: async (token, credential = credentials.orders, headers = {}) =>
      (await post("/oauth/introspect", { token }, { ...basicOf(credential), ...headers })).text(),
    async stop() {
      await web.stop();
      await idp.close();
    },
  };
}
