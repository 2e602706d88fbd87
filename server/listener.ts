import { randomBytes } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { AppError } from "@/lib/errors/app-error";
import type { Runtime } from "@/lib/runtime/runtime";
import { currentNonce } from "@/lib/tokens/dpop-nonce";
import { createDatabaseCheck } from "./database-check";
import { beginExchange, dropRequestHeaders, type Exchange, exchangeOf, setRequestHeader } from "./exchange";
import type { Http } from "./http";
import { sendProblem } from "./problem-response";
import { bringsBody, bufferBody, discardBody, limitBody } from "./request-body";
import { policyOfData, policyOfPage, setSecurityHeaders } from "./security-headers";
import { sendStream } from "./stream-response";
import { TextResponse } from "./text-response";
import { sendUnavailablePage } from "./unavailable-page";

/** Next's request handler. */
export type Pages = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

type Answer = (incoming: IncomingMessage, outgoing: ServerResponse, exchange: Exchange) => Promise<void>;

/** In the log and the metrics only: the client went away before there was an answer. */
const hungUp = 499;
const ours =
  /^\/(?:api\/v1|oauth|ssf|\.well-known|schemas|integrations|forward-auth|healthz|readyz|metrics)(?:[/?]|$)/;

/** The one door of the process: programs go to our own routes, everything else to Next. */
export function createListener(runtime: Runtime, http: Http, pages: Pages | null): RequestListener {
  const { host } = new URL(runtime.config.baseUrl);
  const fail: Fail = (error, incoming, outgoing) => {
    const { requestId, route } = exchangeOf(incoming);
    if (!(error instanceof AppError)) runtime.log.error({ err: error, requestId, route }, "a request failed");
    // A part must not be taken for the whole.
    if (outgoing.headersSent) return void outgoing.destroy();
    sendProblem(outgoing, error, requestId);
    discardBody(incoming);
  };
  const answerProgram = programAnswer(http, fail);
  const answerPage = pages ? pageAnswer(runtime, pages, fail) : noPages;
  return (incoming, outgoing) => {
    const isOurs = ours.test(incoming.url ?? "");
    const exchange = beginExchange(incoming, isOurs ? "unknown" : pageRoute(incoming.url ?? ""));
    // Daypass has one address, whatever the Host header says.
    setRequestHeader(incoming, "host", host);
    outgoing.setHeader("x-request-id", exchange.requestId);
    setSecurityHeaders(outgoing, runtime.config);
    // Whoever proves a key always learns the nonce for the next time (RFC 9449, section 8.2).
    if (isOurs && incoming.headers.dpop !== undefined)
      outgoing.setHeader("dpop-nonce", currentNonce(runtime));
    outgoing.once("close", () => {
      const status = outgoing.headersSent ? outgoing.statusCode : hungUp;
      http.report(incoming.method ?? "", status, exchange);
    });
    const answer = isOurs ? answerProgram : answerPage;
    answer(incoming, outgoing, exchange).catch((error: unknown) => fail(error, incoming, outgoing));
  };
}

type Fail = (error: unknown, incoming: IncomingMessage, outgoing: ServerResponse) => void;

function programAnswer(http: Http, fail: Fail): Answer {
  const listener = getRequestListener(
    async (request, env) => {
      const { incoming, outgoing } = env as HttpBindings;
      try {
        const response = await http.fetch(request, exchangeOf(incoming));
        if (response instanceof TextResponse) response.writeTo(outgoing);
        else await sendStream(response, outgoing);
      } catch (error) {
        fail(error, incoming, outgoing);
      }
      return RESPONSE_ALREADY_SENT;
    },
    // Next lives in the same process and wants the platform's own Request and Response.
    { overrideGlobalObjects: false },
  );
  return async (incoming, outgoing) => {
    outgoing.setHeader("content-security-policy", policyOfData);
    const url = incoming.url ?? "";
    if (url.includes("\\") || !URL.canParse(url, "http://localhost")) throw unreadable();
    if (bringsBody(incoming)) await bufferBody(incoming);
    await listener(incoming, outgoing);
  };
}

function pageAnswer(runtime: Runtime, pages: Pages, fail: Fail): Answer {
  const { config } = runtime;
  const databaseAnswers = createDatabaseCheck(runtime);
  const origin = new URL(config.baseUrl);
  return async (incoming, outgoing, exchange) => {
    if (!decodes(incoming.url ?? "")) throw unreadable();
    if (exchange.route !== "asset") {
      limitBody(incoming, (error) => fail(error, incoming, outgoing));
      if (isNavigation(incoming) && !(await databaseAnswers()))
        return sendUnavailablePage(outgoing, exchange.requestId);
    }
    // Nobody outside talks to Next's internals.
    dropRequestHeaders(incoming, (name) => name.startsWith("x-middleware-") || name === "forwarded");
    setRequestHeader(incoming, "x-forwarded-host", origin.host);
    setRequestHeader(incoming, "x-forwarded-proto", origin.protocol.slice(0, -1));
    const nonce = randomBytes(16).toString("base64");
    const policy = policyOfPage(nonce, config);
    // Next reads the nonce from this request header and puts it on its own inline scripts.
    setRequestHeader(incoming, "content-security-policy", policy);
    outgoing.setHeader("content-security-policy", policy);
    await pages(incoming, outgoing);
  };
}

const noPages: Answer = async () => {
  throw new AppError("not-found", "There is nothing at this address.");
};

const unreadable = () => new AppError("bad-request", "This address cannot be read.");

/** Whether the path has no broken percent-encoding (RFC 3986, 2.1), for which Next has no page but an error of its own. */
function decodes(url: string): boolean {
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

const pageRoute = (url: string) =>
  url.startsWith("/_next/static/") ? "asset" : url.startsWith("/api/auth/") ? "sign-in" : "page";

/** Whether a person waits for a page: a navigation of the browser, or one that Next's router fetches. */
const isNavigation = ({ method, headers }: IncomingMessage) =>
  method === "GET" && (headers.rsc !== undefined || (headers.accept ?? "").includes("text/html"));
