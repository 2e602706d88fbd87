import { countWords, oneOfWords, permissionWords, referenceWords } from "../describe";
import type { RoleRules } from "../rules";

export const allNames = (refs: readonly string[]) => oneOfWords(refs.map(referenceWords), "and");

export const anyNames = (refs: readonly string[]) =>
  refs.length === 0 ? "nobody" : oneOfWords(refs.map(referenceWords));

/** "one person", "two people" */
export const people = (count: number) => `${countWords(count)} ${count === 1 ? "person" : "people"}`;

/** "only on everything under urn:x:" */
export function onlyOn(resources: string[]): string {
  const [words = ""] = permissionWords({ ...noRights, resources });
  return words.charAt(0).toLowerCase() + words.slice(1);
}

/** "Refund in orders and OAuth scope orders:read" */
export const allows = (rights: Partial<typeof noRights>) =>
  oneOfWords(permissionWords({ ...noRights, ...rights }), "and");

const noRights: Pick<RoleRules, "actions" | "scopes" | "resources" | "authorizationDetails"> = {
  actions: [],
  scopes: [],
  resources: [],
  authorizationDetails: [],
};
