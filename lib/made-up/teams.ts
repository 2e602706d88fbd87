/** How a group decides, and when it works. */
export interface Team {
  name: string;
  /** People beside those of the demo. */
  size: number;
  /** The group that its people are in as well, which declarations say who may ask by. */
  department: string | null;
  /** Minutes in which half of what it is asked is decided, while it works. */
  decidesIn: number;
  /** Share of what it is asked that nobody there looks at in time. */
  misses: number;
  denies: number;
  works: "europe" | "americas" | "always";
}

const team = (
  name: string,
  size: number,
  department: string | null,
  [decidesIn, misses, denies]: [number, number, number],
  works: Team["works"] = "europe",
): Team => ({ name, size, department, decidesIn, misses, denies, works });

/** The company: 25 groups with the demo's own among them. Some are quick, some let things lie, and it shows. */
export const teams: readonly Team[] = [
  team("orders-team", 15, "engineering", [9, 0.02, 0.05]),
  team("payments-team", 13, "engineering", [95, 0.16, 0.09]),
  team("search-team", 14, "engineering", [14, 0.02, 0.03]),
  team("identity-team", 12, "engineering", [22, 0.03, 0.12]),
  team("catalogue-team", 14, "engineering", [12, 0.03, 0.03]),
  team("pricing-team", 10, "engineering", [40, 0.06, 0.06]),
  team("logistics-team", 18, "engineering", [26, 0.04, 0.04]),
  team("mobile-team", 20, "engineering", [11, 0.02, 0.03]),
  team("web-team", 18, "engineering", [8, 0.02, 0.03]),
  team("messaging-team", 10, "engineering", [18, 0.04, 0.03]),
  team("risk-team", 10, "engineering", [48, 0.07, 0.15], "americas"),
  team("partner-team", 10, "engineering", [70, 0.12, 0.05], "americas"),
  team("billing-team", 12, "engineering", [34, 0.05, 0.06]),
  team("reliability-team", 16, "engineering", [5, 0.01, 0.03], "always"),
  team("developer-experience", 12, "engineering", [7, 0.01, 0.02]),
  team("data-platform", 14, "data", [24, 0.04, 0.04]),
  team("machine-learning", 12, "data", [55, 0.09, 0.03], "americas"),
  team("data", 8, null, [60, 0.1, 0.05]),
  team("engineering", 16, null, [30, 0.05, 0.05]),
  team("security", 12, null, [19, 0.02, 0.1], "always"),
  team("platform", 14, "engineering", [13, 0.02, 0.04]),
  team("support", 60, null, [16, 0.03, 0.04], "always"),
  team("finance", 24, null, [120, 0.14, 0.07]),
  team("operations", 30, null, [45, 0.06, 0.05]),
  team("audit", 6, null, [90, 0.05, 0.1]),
];

const byName = new Map(teams.map((each) => [each.name, each]));

/** "group:default/orders-team" */
export const groupRef = (name: string) => `group:default/${name}`;

/** The team that a reference names, or undefined. */
export const teamOf = (ref: string): Team | undefined => byName.get(ref.slice(ref.lastIndexOf("/") + 1));
