import { expect, it } from "vitest";
import { askHref, readPlace } from "./ask-href";

const queryOf = (href: string) => Object.fromEntries(new URL(href, "https://daypass.test").searchParams);

it("says the place alone where nothing else is known", () => {
  expect(askHref("shop/orders/orders-api", "reader", null)).toBe(
    "/ask?service=shop%2Forders%2Forders-api&role=reader",
  );
});

it("says everything that the form holds, whatever was typed, and what is empty not at all", () => {
  const also = [
    { service: "a/b/c", role: "viewer", environment: null },
    { service: "a/b/d", role: "reader", environment: "staging" },
  ];
  const justification = "a & b = c? 100 % #4\nünd";
  const href = askHref("a/b/c", "reader", "production", {
    durationSeconds: 600,
    justification,
    ticket: "",
    startsAt: null,
    beneficiary: "user:default/riley",
    also,
  });
  const { also: said = "", ...query } = queryOf(href);
  expect(query).toEqual({
    service: "a/b/c",
    role: "reader",
    environment: "production",
    duration: "600",
    justification,
    beneficiary: "user:default/riley",
  });
  expect(said.split(",").map(readPlace)).toEqual(also);
});

it.each(["", "a/b/c", "a/b/c/", "a//c/reader", "a/b/c/reader/", "a/b/c/reader/x/y", "reader"])(
  "reads no place from %j",
  (text) => expect(readPlace(text)).toBeNull(),
);
