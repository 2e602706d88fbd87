// The demo's login: a certified OpenID Connect provider whose people are picked from a list.
import "./quiet.mjs";
import http from "node:http";
import { demoKeys } from "./keys.mjs";
import { errorPage, factorPage, pickerPage } from "./pages.mjs";
import { findPerson } from "./people.mjs";
import { createProvider } from "./provider.mjs";
import { asksForTwoFactors, twoFactors } from "./two-factors.mjs";

const {
  DEMO_ISSUER: issuer,
  DEMO_KEYS: keyFile,
  DAYPASS_URL: appUrl,
  DAYPASS_DEMO_CLIENT_SECRET: clientSecret,
} = process.env;
const provider = createProvider({ issuer, appUrl, clientSecret, keys: demoKeys(keyFile) });
const answer = provider.callback();

async function handle(request, response) {
  // Chromium holds a form to form-action even where its answer redirects; the script is oidc-provider's, and submits a form.
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-RdUNylKSz5sOn0fkU1eqAq2AfjeUgGQlHsNg7gbsfrU='; form-action 'self' ${appUrl}; frame-ancestors 'none'; base-uri 'none'`;
  response.setHeader("content-security-policy", policy);
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "no-referrer");
  const { pathname } = new URL(request.url, issuer);
  if (pathname === "/favicon.ico") return response.writeHead(204).end();
  if (!pathname.startsWith("/login/")) return answer(request, response);
  try {
    if (request.method === "POST") return await finish(request, response);
    const { prompt, session } = await provider.interactionDetails(request, response);
    const known = session && findPerson(session.accountId);
    const lacksOnlyFactor = known && prompt.reasons.every((reason) => reason === "second_factor");
    html(response, 200, lacksOnlyFactor ? factorPage(pathname, known) : pickerPage(pathname));
  } catch (error) {
    html(response, 400, errorPage(error.error_description ?? error.message));
  }
}

async function finish(request, response) {
  const sent = await form(request);
  const { pathname } = new URL(request.url, issuer);
  if (sent.has("other")) return html(response, 200, pickerPage(pathname));
  const person = findPerson(sent.get("person"));
  if (!person) return html(response, 400, errorPage("There is no such person in the demo."));
  const { params } = await provider.interactionDetails(request, response);
  const confirmed = sent.get("factor") === "shown";
  if (asksForTwoFactors(params) && !confirmed) return html(response, 200, factorPage(pathname, person));
  const how = confirmed ? { acr: twoFactors, amr: ["user", "mfa"] } : { amr: ["user"] };
  const result = { login: { accountId: person.id, ...how } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function form(request) {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > 2000) throw new Error("That is too much for a choice of one person.");
  }
  return new URLSearchParams(text);
}

function html(response, status, body) {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
  response.end(body);
}

// "localhost" is two addresses, and programs differ in which one they try first.
for (const host of ["127.0.0.1", "::1"]) {
  const server = http.createServer((request, response) => {
    handle(request, response).catch(() => response.writeHead(400).end());
  });
  server.on("error", (error) => {
    if (host === "::1" && ["EADDRNOTAVAIL", "EAFNOSUPPORT"].includes(error.code)) return;
    console.error(`The demo identity provider cannot listen: ${error.message}`);
    process.exit(1);
  });
  server.listen(Number(new URL(issuer).port), host);
}
process.once("SIGTERM", () => process.exit(0));
