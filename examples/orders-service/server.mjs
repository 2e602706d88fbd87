import { createServer } from "node:http";
import {
  createVerifier,
  describeResource,
  protect,
  requireScopes,
  resourceMetadataPath,
} from "@daypass/node";
import { createOrders } from "./orders.mjs";

// A service as a team would write it: three routes, two of which nobody reaches without a token for the right scope.
const {
  PORT = "3002",
  DAYPASS_URL = "http://localhost:3000",
  DAYPASS_AUDIENCE = "urn:demo:orders-api",
} = process.env;
// A real deployment runs in one environment. This one plays both, each with orders of its own.
const environments = (process.env.DAYPASS_ENVIRONMENT ?? "staging,production").split(",");

const verifier = createVerifier({
  issuer: DAYPASS_URL,
  audience: DAYPASS_AUDIENCE,
  environment: environments,
  service: process.env.DAYPASS_SERVICE,
  clientId: process.env.DAYPASS_CLIENT_ID ?? "",
  clientSecret: process.env.DAYPASS_CLIENT_SECRET ?? "",
  resourceMetadataUrl: `http://localhost:${PORT}${resourceMetadataPath}`,
});
const mayRead = protect(verifier, requireScopes("orders:read"));
const mayRefund = protect(verifier, requireScopes("orders:refund"));
const describe = describeResource(verifier);
const ordersOf = new Map(environments.map((environment) => [environment, createOrders()]));

async function answer(req, res) {
  const { pathname } = new URL(req.url ?? "/", "http://service");
  if (req.method === "GET" && pathname === "/") return sendJson(res, 200, about);
  if (req.method === "GET" && pathname === resourceMetadataPath) return describe(req, res);
  if (req.method === "GET" && pathname === "/orders") {
    const access = await mayRead(req, res);
    if (access)
      sendJson(res, 200, { environment: access.grant.environment, orders: ordersFor(access).list() });
    return;
  }
  const [, orderId] = /^\/orders\/([\w-]{1,40})\/refunds$/.exec(pathname) ?? [];
  if (req.method === "POST" && orderId) {
    const access = await mayRefund(req, res);
    if (access) await refund(req, res, access, orderId);
    return;
  }
  sendProblem(res, 404, "There is nothing here. GET / says what there is.");
}

async function refund(req, res, access, orderId) {
  const amount = await readAmount(req);
  const order = ordersFor(access).refund(orderId, amount);
  if (!order)
    return sendProblem(res, 422, 'Send {"amount": …}, at most what is left of an order that exists.');
  console.log(`${access.subject} refunded ${amount} of order ${orderId} under ${access.grant.id}`);
  sendJson(res, 201, { environment: access.grant.environment, order });
}

const ordersFor = (access) => ordersOf.get(access.grant.environment);

/** The amount in a small JSON body; NaN for anything else. */
async function readAmount(req) {
  let body = "";
  for await (const part of req) {
    body += part;
    if (body.length > 1_000) return Number.NaN;
  }
  try {
    return Number(JSON.parse(body).amount);
  } catch {
    return Number.NaN;
  }
}

const about = {
  service: "orders-api, a demo service that Daypass protects",
  daypass: DAYPASS_URL,
  audience: DAYPASS_AUDIENCE,
  routes: [
    { method: "GET", path: "/orders", scope: "orders:read" },
    { method: "POST", path: "/orders/{id}/refunds", scope: "orders:refund", body: { amount: 1 } },
  ],
};

function sendJson(res, status, body, type = "application/json") {
  res.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  res.end(`${JSON.stringify(body, null, 2)}\n`);
}

const sendProblem = (res, status, detail) =>
  sendJson(res, status, { status, detail }, "application/problem+json");

const server = createServer((req, res) => {
  answer(req, res).catch((error) => {
    console.error(error);
    if (res.headersSent) res.destroy();
    else sendProblem(res, 500, "Something failed here.");
  });
});
server.on("error", (error) => {
  console.error(`The demo service cannot listen: ${error.message}`);
  process.exit(1);
});
server.listen(Number(PORT), () => console.log(`orders-api listens on http://localhost:${PORT}`));

function stop() {
  server.close(() => verifier.close().finally(() => process.exit(0)));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), 2_000).unref();
}
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
process.once("disconnect", stop); // whoever started it is gone
