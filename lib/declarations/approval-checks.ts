import type { ApprovalPolicy } from "./approval-policy";
import type { TraitProblem } from "./problem";
import { environmentsOf } from "./rules";
import type { AccessTrait, Role } from "./trait";

/** Approval rules that could never be satisfied, or that let a dangerous role through unseen. */
export function unsafeApprovals(trait: AccessTrait): TraitProblem[] {
  const policies = Object.entries(trait.approvalPolicies ?? {});
  return [...policies.flatMap(([name, policy]) => emptySeats(trait, name, policy)), ...unreviewed(trait)];
}

/** A stage needs enough people. Groups and schedules may have any number of members; a workload never approves. */
function emptySeats(trait: AccessTrait, policyName: string, policy: ApprovalPolicy): TraitProblem[] {
  return (policy.stages ?? []).flatMap((stage, index) => {
    const refs = new Set(
      stage.approvers.flatMap((approver) => (approver === "owners" ? trait.owners : [approver])),
    );
    if (stage.counts === "groups" && (stage.required ?? 1) > refs.size) {
      return [
        {
          severity: "error",
          rule: "too-few-approvers",
          path: ["approvalPolicies", policyName, "stages", index, "required"],
          message: `This stage needs ${stage.required} of its groups to say yes, and names ${refs.size}.`,
          hint: "Each name under approvers counts once: name more of them, or require fewer.",
        },
      ];
    }
    const named = [...refs].filter((ref) => ref.startsWith("user:"));
    if ([...refs].some((ref) => /^(group|oncall):/.test(ref))) return [];
    const required = stage.required ?? 1;
    const asking = policy.allowSelfApproval ? undefined : onlyPersonAsking(trait, policyName);
    const possible = named.filter((ref) => ref !== asking).length;
    if (required <= possible) return [];
    const who = possible === 0 ? "nobody" : possible === 1 ? "only one person" : `only ${possible} people`;
    return [
      {
        severity: "error",
        rule: "too-few-approvers",
        path: [
          "approvalPolicies",
          policyName,
          "stages",
          index,
          stage.required === undefined ? "approvers" : "required",
        ],
        message: `This stage needs ${required} to say yes, and ${who} could.`,
        hint: "Name a group or more people. The requester and workloads never count as approvers.",
      },
    ];
  });
}

/** The one person who may ask for every role that this policy decides, if there is just one. */
function onlyPersonAsking(trait: AccessTrait, policyName: string): string | undefined {
  if (trait.trust) return undefined;
  const refs = new Set<string>();
  for (const [name, role] of Object.entries(trait.roles)) {
    if (!policiesOf(trait, name, role).some((used) => used.name === policyName)) continue;
    for (const ref of role.eligible ?? trait.defaults?.eligible ?? []) refs.add(ref);
  }
  const [only, ...others] = refs;
  return others.length === 0 && only?.startsWith("user:") ? only : undefined;
}

/** autoApprove of a risky or break-glass role needs somebody to look at it afterwards. */
function unreviewed(trait: AccessTrait): TraitProblem[] {
  return Object.entries(trait.roles).flatMap(([roleName, role]) => {
    const risky = role.breakGlass === true || role.risk === "high" || role.risk === "critical";
    if (!risky) return [];
    return policiesOf(trait, roleName, role).flatMap(({ name, path }) => {
      const policy = trait.approvalPolicies?.[name];
      if (!policy?.autoApprove || policy.postReview) return [];
      return [
        {
          severity: "error" as const,
          rule: "unreviewed-auto-approval",
          path,
          message: `Role ${roleName} is ${role.breakGlass ? "break-glass" : `of ${role.risk} risk`} and approved automatically by ${name}, without a review afterwards.`,
          hint: `Add postReview to approvalPolicies.${name}, or let somebody approve.`,
        },
      ];
    });
  });
}

/** The policies that decide a role in any of its environments, and where the trait says so. */
function policiesOf(
  trait: AccessTrait,
  roleName: string,
  role: Role,
): { name: string; path: (string | number)[] }[] {
  const own = role.approval
    ? { name: role.approval, path: ["roles", roleName, "approval"] }
    : trait.defaults?.approval
      ? { name: trait.defaults.approval, path: ["defaults", "approval"] }
      : undefined;
  const places = environmentsOf(trait, roleName);
  const inPlaces = places.map((place) => {
    const name = trait.environments?.[place]?.approval;
    return name ? { name, path: ["environments", place, "approval"] } : own;
  });
  return (places.length > 0 ? inPlaces : [own]).filter((used) => used !== undefined);
}
