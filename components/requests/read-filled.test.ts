import { expect, it } from "vitest";
import { askHref } from "./ask-href";
import { readFilled } from "./read-filled";

const now = new Date("2026-11-26T12:00:00.000Z");
const of = {
  service: { title: "Orders API" },
  role: {
    name: "reader",
    title: "Read orders",
    places: [{ environment: "staging" }, { environment: "production" }],
  },
  now,
};
const queryOf = (href: string) => Object.fromEntries(new URL(href, "https://daypass.test").searchParams);

it("reads what the link builder wrote", () => {
  const filled = {
    durationSeconds: 600,
    justification: "why, and what for?",
    ticket: "OPS-1",
    startsAt: "2026-11-27T09:00:00.000Z",
    beneficiary: "user:default/riley",
  };
  const also = [{ service: "a/b/c", role: "viewer", environment: null }];
  const query = queryOf(askHref("shop/orders/orders-api", "reader", "staging", { ...filled, also }));
  expect(readFilled(query, of)).toEqual({ filled, also, problems: [] });
});

it.each([
  ["role", "writer", "has no role “writer”"],
  ["environment", "moon", "cannot be had in “moon”"],
  ["duration", "-1", "“-1” is no number of seconds"],
  ["duration", "an hour", "“an hour” is no number of seconds"],
  ["start", "2026-11-26T11:59:00Z", "has passed"],
  ["start", "soon", "is no instant"],
  ["also", "a/b/c", "cannot be read"],
])("says that %s=%s means nothing, and keeps the rest", (name, value, words) => {
  const { filled, problems } = readFilled({ justification: "kept", [name]: value }, of);
  expect(problems).toEqual([expect.stringContaining(words)]);
  expect(filled).toEqual({ justification: "kept" });
});

it("takes no more roles than a bundle has", () => {
  const also = Array.from({ length: 30 }, (_, index) => `a/b/c${index}/reader`).join(",");
  const read = readFilled({ also }, of);
  expect(read.also).toHaveLength(19);
  expect(read.problems).toEqual([expect.stringContaining("At most 20 roles")]);
});
