import type { Config } from "@/lib/config/config";
import { approvalWords, permissionWords, reviewWords } from "@/lib/declarations/describe";
import { environmentsOf, type RoleRules, rulesFor } from "@/lib/declarations/rules";
import type { AccessTrait } from "@/lib/declarations/trait";
import { unknownSchedule } from "@/lib/on-call/registered";
import type { Principal } from "@/lib/principals/principal";
import { type Standing, standingOf } from "@/lib/principals/standing";
import { signInWords } from "@/lib/principals/step-up";
import { whyNotOffered, whyNotRequestable } from "./requestability";
import type { ServiceDetailRow, ServiceRow } from "./row";

/** A service in a list. */
export interface ServiceView {
  id: string;
  ref: string;
  title: string;
  description: string | null;
  system: string | null;
  lifecycle: string | null;
  status: "active" | "withdrawn";
  owners: string[];
  environments: string[];
  /** Whether the viewer marked it, to find it first. */
  isFavourite: boolean;
  roles: RoleView[];
}

export interface RoleView {
  name: string;
  title: string;
  scopes: string[];
  /** The longest in any environment. */
  maxDurationSeconds: number;
  risk: RoleRules["risk"];
  /** Whether the viewer may ask for it somewhere; `reason` says why not. */
  requestable: boolean;
  reason?: string;
}

/** One role in one place. */
export interface RolePlaceView {
  /** Null where the service declares no environments. */
  environment: string | null;
  maxDurationSeconds: number;
  defaultDurationSeconds: number;
  /** Whose limit the maximum is. */
  cappedBy: string;
  /** "one of payments-team, then one of security" */
  approval: string;
  /** "within 1 d by orders-team"; null: nobody looks at it afterwards. */
  review: string | null;
  /** "a sign-in of class urn:example:mfa, at most 15 min old", which asking and approving take; null: any will do. */
  signIn: string | null;
  /** Whether the viewer may ask for it here for somebody else who is eligible. */
  mayAskForOthers: boolean;
  requestable: boolean;
  reason?: string;
}

export interface RoleDetailView extends RoleView {
  description: string | null;
  /** What it lets its holder do, one line each. */
  permissions: string[];
  eligible: string[];
  conflictsWith: string[];
  /** Whether they may anywhere. */
  mayAskForOthers: boolean;
  justification: RoleRules["justification"];
  /** For emergencies: granted at once, and reviewed afterwards. */
  breakGlass: boolean;
  places: RolePlaceView[];
}

export interface ServiceDetailView extends ServiceView {
  roles: RoleDetailView[];
  links: { url: string; title?: string; type?: string }[];
  places: { name: string; title: string; tier: string | null }[];
  source: { name: string; kind: string; staleSince: string | null };
  declaration: {
    id: string;
    version: number;
    digest: string;
    file: string;
    line: number;
    publishedAt: string;
    /** False while what its source says waits for an owner, or was refused by one. */
    isAsDeclared: boolean;
    trait: AccessTrait;
  };
  /** Whether the viewer owns it. */
  isOwner: boolean;
  abilities: ServiceAbility[];
}

/** Trying out a change of its declaration, and seeing whom it refuses. */
export type ServiceAbility = "edit" | "see-refusals";

type Limits = Pick<Config, "issuers" | "limits" | "onCall">;

/** `viewer` null: Daypass itself, which asks for nothing. */
export function serviceView(
  row: ServiceRow,
  trait: AccessTrait,
  viewer: Principal | null,
  config: Limits,
): ServiceView {
  return { ...frame(row, trait), roles: rolesOf(row, trait, viewer, config).map(shortRole) };
}

export function serviceDetailView(
  row: ServiceDetailRow,
  trait: AccessTrait,
  viewer: Principal | null,
  config: Limits,
  abilities: ServiceAbility[],
): ServiceDetailView {
  return {
    ...frame(row, trait),
    roles: rolesOf(row, trait, viewer, config),
    links: trait.links ?? [],
    places: Object.entries(trait.environments ?? {}).map(([name, place]) => ({
      name,
      title: place.title ?? name,
      tier: place.tier ?? null,
    })),
    source: {
      name: row.source_name,
      kind: row.source_kind,
      staleSince: row.stale_since?.toISOString() ?? null,
    },
    declaration: {
      id: row.declaration_id,
      version: row.version,
      digest: row.digest,
      file: row.file,
      line: row.line,
      publishedAt: row.published_at.toISOString(),
      isAsDeclared: row.is_declared,
      trait,
    },
    isOwner: viewer !== null && standingOf(viewer, trait, config).isOwner,
    abilities,
  };
}

function frame(row: ServiceRow, trait: AccessTrait): Omit<ServiceView, "roles"> {
  const { id, ref, title, description, system, lifecycle, status, owners } = row;
  return {
    id,
    ref,
    title,
    description,
    system,
    lifecycle,
    status,
    owners,
    environments: Object.keys(trait.environments ?? {}),
    isFavourite: row.is_favourite,
  };
}

function rolesOf(
  row: ServiceRow,
  trait: AccessTrait,
  viewer: Principal | null,
  config: Limits,
): RoleDetailView[] {
  const standing = viewer ? standingOf(viewer, trait, config) : null;
  return Object.keys(trait.roles).flatMap((name) => roleDetail(row, trait, name, standing, config) ?? []);
}

function roleDetail(
  row: ServiceRow,
  trait: AccessTrait,
  name: string,
  standing: Standing | null,
  config: Limits,
): RoleDetailView | undefined {
  const environments = environmentsOf(trait, name);
  const inPlaces = (environments.length > 0 ? environments : [null]).map((environment) => {
    const rules = rulesFor(trait, name, environment, config.limits);
    const gone = whyNotOffered(row, rules, unknownSchedule(rules.approval, config));
    const reason = standing
      ? (gone ?? whyNotRequestable(row, name, rules, standing))
      : "Daypass asks for nothing.";
    const mayAskForOthers = gone === undefined && rules.onBehalf.some((ref) => standing?.refs.has(ref));
    return { environment, rules, reason, mayAskForOthers };
  });
  const [first] = inPlaces;
  if (!first) return undefined;
  const requestable = inPlaces.some(({ reason }) => reason === undefined);
  const { rules } = first;
  const declared = trait.roles[name];
  return {
    name,
    title: declared?.title ?? name,
    description: declared?.description ?? null,
    scopes: rules.scopes,
    permissions: permissionWords(rules),
    maxDurationSeconds: Math.max(...inPlaces.map((place) => place.rules.maxDurationSeconds)),
    risk: rules.risk,
    requestable,
    ...(requestable ? {} : { reason: first.reason }),
    eligible: rules.eligible,
    conflictsWith: rules.conflictsWith,
    mayAskForOthers: inPlaces.some((place) => place.mayAskForOthers),
    justification: rules.justification,
    breakGlass: rules.breakGlass,
    places: inPlaces.map(({ environment, rules: here, reason, mayAskForOthers }) => ({
      environment,
      maxDurationSeconds: here.maxDurationSeconds,
      defaultDurationSeconds: here.defaultDurationSeconds,
      cappedBy: here.cappedBy,
      approval: approvalWords(here.approval),
      review: here.postReview && reviewWords(here.postReview),
      signIn: here.authContext && signInWords(here.authContext),
      mayAskForOthers,
      requestable: reason === undefined,
      ...(reason === undefined ? {} : { reason }),
    })),
  };
}

const shortRole = ({
  name,
  title,
  scopes,
  maxDurationSeconds,
  risk,
  requestable,
  reason,
}: RoleDetailView): RoleView => ({
  name,
  title,
  scopes,
  maxDurationSeconds,
  risk,
  requestable,
  ...(reason === undefined ? {} : { reason }),
});
