import { expect, test } from "vitest";
import { type AccessTrait, accessTrait, type Role } from "../trait";
import { changesBetween } from "./changes-between";
import { narrow } from "./narrow";

export const tableLimits = { maxDurationSeconds: 12 * 3600, pendingForSeconds: 24 * 3600 };

/** Two roles in two environments, decided by one of the owners. */
export const orders: AccessTrait = {
  owners: ["group:default/payments"],
  defaults: { eligible: ["group:default/engineering"] },
  roles: {
    reader: { scopes: ["orders:read"], duration: { max: "4h" } },
    operator: { scopes: ["orders:write"], duration: { max: "2h" } },
  },
  environments: { staging: {}, production: {} },
};

/** `orders` with some of its parts otherwise. */
export const having = (parts: Partial<AccessTrait>): AccessTrait => ({ ...orders, ...parts });

/** `orders` of which operator says this too. */
export const operator = (role: Partial<Role>, parts: Partial<AccessTrait> = {}): AccessTrait =>
  having({ ...parts, roles: { ...orders.roles, operator: { scopes: ["orders:write"], ...role } } });

/** "widening longer-access reader/production: words", "*" for all. */
export function linesBetween(before: AccessTrait | null, after: AccessTrait | null): string[] {
  return changesBetween(before, after, tableLimits).map(
    ({ direction, rule, role, environment, words }) =>
      `${direction} ${rule} ${role ?? "*"}/${environment ?? "*"}: ${words}`,
  );
}

export type Row = [what: string, before: AccessTrait, after: AccessTrait, lines: string[]];

/** What each row changes, in order, and that its narrowing part alone widens nothing on either side. */
export function testRows(rows: Row[]): void {
  test.each(rows)("%s", (_what, before, after, lines) => {
    for (const trait of [before, after]) expect(accessTrait.parse(trait)).toEqual(trait);
    expect(linesBetween(before, after)).toEqual(lines);
    const part = narrow(before, after, tableLimits);
    expect(linesBetween(before, part).filter((line) => line.startsWith("widening"))).toEqual([]);
  });
}
