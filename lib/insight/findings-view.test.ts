import { expect, it } from "vitest";
import { findingsIn } from "./findings-view";
import { type Measures, noMeasures } from "./view";

const service = (measures: Partial<Measures>) => ({
  service: "shop/orders/api",
  title: "Orders API",
  before: null,
  ...noMeasures,
  ...measures,
});
const role = (measures: Partial<Measures>) => ({
  service: "shop/orders/api",
  title: "Orders API",
  role: "reader",
  ...noMeasures,
  ...measures,
});
const took = (count: number, seconds: number) => ({ count, p50Seconds: seconds, p90Seconds: 3 * seconds });

it("finds nothing in little, nor where all is well", () => {
  const few = { approved: 7, lapsed: 7, ended: 14, unused: 14, decision: took(14, 90_000) };
  expect(findingsIn({ services: [service(few)], roles: [role(few)] })).toEqual([]);
  const well = { approved: 90, denied: 10, ended: 90, unused: 1, decision: took(100, 600) };
  expect(findingsIn({ services: [service(well)], roles: [role(well)] })).toEqual([]);
});

it.each<[string, Partial<Measures>, string, string]>([
  ["request.lapsed", { approved: 80, lapsed: 20 }, "20 % of what people ask for lapses", "more approvers"],
  ["decision.made", { decision: took(40, 7_200) }, "2 h for half", "on call"],
])("finds at a service, by %s", (action, measures, title, advice) => {
  const [found, ...others] = findingsIn({ services: [service(measures)], roles: [] });
  expect(others).toEqual([]);
  expect(found).toMatchObject({ action, title: expect.stringContaining(title) });
  expect(found?.advice).toContain(advice);
});

it.each<[string, Partial<Measures>, string, string]>([
  ["grant.expired", { ended: 40, unused: 20 }, "50 % of 40 accesses were never used", "A shorter time"],
  // Each waits for itself: what all of them waited together is another number.
  ["request.approved", { decision: took(30, 40) }, "all 30 requests were approved", "longer than 40 s"],
])("finds at a role, by %s", (action, measures, title, advice) => {
  const [found, ...others] = findingsIn({ services: [], roles: [role(measures)] });
  expect(others).toEqual([]);
  expect(found).toMatchObject({ action, title: expect.stringContaining(title) });
  expect(found?.advice).toContain(advice);
});
