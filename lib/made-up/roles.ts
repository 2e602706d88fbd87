import type { AccessTrait } from "@/lib/declarations/trait";
import type { Kind } from "./services";
import { groupRef } from "./teams";

type Role = AccessTrait["roles"][string];

/** What is declared for one kind of service: roles, who may ask, what holds in production. */
export interface Offer {
  eligible: string[];
  roles: Record<string, Role>;
  /** Whether there is a staging beside production. */
  staged: boolean;
}

const short = { default: "30m", max: "2h" } as const;
const engineering = [groupRef("engineering")];
const reason = { justification: { minLength: 20 } } as const;

/** Policies that every made-up service knows; which role takes which is below. */
export const policies = {
  "one-owner": { stages: [{ name: "owner", approvers: ["owners"], required: 1 }], expiresAfter: "12h" },
  "at-once": { autoApprove: { maxDuration: "4h" } },
  "owner-then-security": {
    stages: [
      { name: "owner", approvers: ["owners"], required: 1, timeout: "6h" },
      { name: "security", approvers: [groupRef("security")], required: 1 },
    ],
    expiresAfter: "12h",
  },
  "two-people": {
    stages: [{ name: "two-people", approvers: ["owners", groupRef("security")], required: 2 }],
    expiresAfter: "8h",
  },
  "owner-then-finance": {
    stages: [
      { name: "owner", approvers: ["owners"], required: 1 },
      { name: "finance", approvers: [groupRef("finance")], required: 1 },
    ],
    expiresAfter: "24h",
  },
  "reviewed-afterwards": {
    stages: [{ name: "owner", approvers: ["owners"], required: 1 }],
    postReview: { within: "24h", reviewers: ["owners", groupRef("security")] },
  },
} satisfies NonNullable<AccessTrait["approvalPolicies"]>;

const role = (
  title: string,
  description: string,
  approval: keyof typeof policies,
  risk: NonNullable<Role["risk"]>,
  more: Partial<Role> = {},
): Role => ({ title, description, approval, risk, ...more });

const reader = (approval: keyof typeof policies, risk: NonNullable<Role["risk"]> = "low") =>
  role("Read", "See everything. Nothing can be changed.", approval, risk);

const emergency = role(
  "Emergency repair",
  "Everything, at once. Somebody looks at it afterwards.",
  "reviewed-afterwards",
  "critical",
  { ...reason, breakGlass: true, duration: short, environments: ["production"] },
);

export const offers: Record<Kind, Offer> = {
  api: {
    eligible: engineering,
    staged: true,
    roles: {
      viewer: reader("at-once"),
      operator: role(
        "Mend what is stuck",
        "Do a failed step again, or hold one back.",
        "one-owner",
        "medium",
        reason,
      ),
      maintainer: role("Change settings", "Limits, partners and switches.", "owner-then-security", "high", {
        ...reason,
        duration: short,
        environments: ["production"],
      }),
      emergency,
    },
  },
  store: {
    eligible: [...engineering, groupRef("data")],
    staged: true,
    roles: {
      reader: reader("one-owner", "medium"),
      writer: role("Correct records", "Change single records by hand.", "two-people", "high", {
        ...reason,
        duration: short,
      }),
    },
  },
  console: {
    eligible: [groupRef("support"), groupRef("operations"), ...engineering],
    staged: false,
    roles: {
      agent: role("Help customers", "See a case and answer it.", "at-once", "low"),
      lead: role("Decide cases", "Grant goodwill and overrule.", "one-owner", "medium", {
        ...reason,
        onBehalf: [groupRef("support")],
        duration: short,
      }),
    },
  },
  pipeline: {
    eligible: [...engineering, groupRef("data"), groupRef("operations")],
    staged: false,
    roles: {
      observer: reader("at-once"),
      runner: role("Run it again", "Start, stop and repeat runs.", "one-owner", "medium", reason),
    },
  },
  cluster: {
    eligible: engineering,
    staged: true,
    roles: {
      observer: reader("at-once"),
      deployer: role("Deploy by hand", "Roll out, roll back, scale.", "one-owner", "medium", {
        ...reason,
        onBehalf: [groupRef("developer-experience")],
      }),
      admin: role("Everything", "Open a shell on any machine.", "two-people", "critical", {
        ...reason,
        duration: short,
        environments: ["production"],
      }),
      emergency,
    },
  },
  vault: {
    eligible: engineering,
    staged: false,
    roles: {
      reader: role("Read secrets", "See single values.", "owner-then-security", "critical", {
        duration: { default: "15m", max: "1h" },
        justification: { minLength: 20, ticket: "required" },
      }),
    },
  },
  ledger: {
    eligible: [groupRef("finance"), ...engineering],
    staged: false,
    roles: {
      reader: reader("one-owner", "medium"),
      closer: role(
        "Close a month",
        "Afterwards nobody can change its entries.",
        "owner-then-finance",
        "high",
        {
          ...reason,
          eligible: [groupRef("finance")],
          duration: short,
          conflictsWith: ["reader"],
        },
      ),
    },
  },
};
