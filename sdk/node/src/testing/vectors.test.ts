import { afterAll, expect, it } from "vitest";
import { AccessDenied } from "../access-denied.js";
import { createVerifier } from "../verifier.js";
import { startFakeIssuer, type Vector, vectors } from "./index.js";

const issuer = await startFakeIssuer();
const target = { issuer, url: "https://orders.example/orders", method: "GET", scope: "orders:read" };
afterAll(() => issuer.close());

/** As a guard gives a call to the verifier. */
function callOf({ headers }: Vector) {
  const named = (wanted: string) =>
    headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  const proofs = named("dpop");
  return {
    authorization: named("authorization"),
    ...(proofs.length > 0 && { proofs }),
    method: target.method,
    url: target.url,
  };
}

it.each(["push", "status-list", "introspection"] as const)(
  "the verifier says to every vector what it must: %s",
  async (freshness) => {
    const own = await startFakeIssuer();
    const verifier = createVerifier({ ...own.options, freshness, reporting: false });
    const wrong: string[] = [];
    const names = new Set<string>();
    let count = 0;
    for (const vector of vectors({ ...target, issuer: own })) {
      count += 1;
      names.add(`${vector.group}: ${vector.name}`);
      // What only the lists know cannot be wrong where they are not asked.
      if (freshness === "introspection" && vector.name.startsWith("place beyond")) continue;
      // What was revoked counts a while after it was.
      if (vector.group === "revoked") await new Promise((resolve) => setTimeout(resolve, 250));
      const outcome = await verifier.authorize(callOf(vector), { scopes: [target.scope] });
      const said = outcome instanceof AccessDenied ? outcome.reason : "accepted";
      const isRight =
        vector.expected === "accepted" ? said === "accepted" : vector.expected.includes(said as never);
      if (!isRight) wrong.push(`${vector.group}: ${vector.name}: ${said}, not ${vector.expected}`);
    }
    await verifier.close();
    await own.close();
    expect(wrong).toEqual([]);
    expect(names.size, "every vector has a name of its own").toBe(count);
    expect(count).toBeGreaterThan(500);
  },
);
