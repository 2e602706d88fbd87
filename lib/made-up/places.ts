import { environmentsOf, type PlatformLimits, type RoleRules, rulesFor } from "@/lib/declarations/rules";
import type { AccessTrait } from "@/lib/declarations/trait";
import { referencesOf } from "@/lib/principals/principal";
import type { Employee } from "./people";
import { madeUpServices } from "./services";

/** A service of the made-up company as it is stored. */
export interface StoredService {
  id: string;
  ref: string;
  declarationId: string;
  trait: AccessTrait;
}

/** A role in an environment of a service, with who may ask for it and who may decide. */
export interface Place {
  service: StoredService;
  role: string;
  environment: string | null;
  rules: RoleRules;
  eligible: Employee[];
  /** Of each stage, those who may fill a seat, with the reference through which they are asked. */
  stages: { employee: Employee; ref: string }[][];
  /** The same of whom each stage is opened to when it waits too long. */
  handed: { employee: Employee; ref: string }[][];
  /** Who looks at it afterwards, where somebody has to. */
  reviewers: { employee: Employee; ref: string }[];
  /** Who may ask for others. */
  askers: Employee[];
  weight: number;
}

const production = 1.6;
/** An emergency is no everyday thing. */
const emergency = 0.05;
/** The more a role lets its holder do, the less often it is asked for. */
const byRisk = { low: 3.6, medium: 3.2, high: 1.4, critical: 1.1 };

/** Every place where somebody could ask, under the rules that the declarations state. */
export function placesOf(
  services: readonly StoredService[],
  people: readonly Employee[],
  limits: PlatformLimits,
): Place[] {
  const popularity = new Map(madeUpServices.map((each) => [each.ref, each.popularity]));
  return services.flatMap((service) =>
    Object.keys(service.trait.roles).flatMap((role) => {
      const environments = environmentsOf(service.trait, role);
      return (environments.length > 0 ? environments : [null]).flatMap((environment): Place[] => {
        const rules = rulesFor(service.trait, role, environment, limits);
        const eligible = holding(people, rules.eligible).map(({ employee }) => employee);
        if (rules.unsupported.length > 0 || eligible.length === 0) return [];
        const declared = rules.approval.autoApprove ? [] : rules.approval.stages;
        const stages = declared.map(({ approvers }) => holding(people, approvers));
        const handed = declared.map(({ escalatesTo }) => holding(people, escalatesTo));
        const often = (popularity.get(service.ref) ?? 1) * byRisk[rules.risk];
        const reviewers = holding(people, rules.postReview?.reviewers ?? []);
        const askers = holding(people, rules.onBehalf).map(({ employee }) => employee);
        const weight =
          often * (environment === "production" ? production : 1) * (rules.breakGlass ? emergency : 1);
        return [{ service, role, environment, rules, eligible, stages, handed, reviewers, askers, weight }];
      });
    }),
  );
}

function holding(people: readonly Employee[], refs: readonly string[]) {
  return people.flatMap((employee) => {
    const own = referencesOf(employee.principal);
    const ref = refs.find((each) => own.includes(each));
    return ref === undefined ? [] : [{ employee, ref }];
  });
}
