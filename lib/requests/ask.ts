import type { AccessTrait } from "@/lib/declarations/trait";
import type { ErrorCode } from "@/lib/errors/app-error";
import type { Authentication } from "@/lib/principals/authentication";
import type { Principal } from "@/lib/principals/principal";
import type { ExtendedGrant } from "./extension";
import type { ScheduleOutlook } from "./on-call-outlook";

/** What is known when somebody asks for a role. */
export interface Ask {
  service: { ref: string; title: string; status: "active" | "withdrawn" };
  trait: AccessTrait;
  role: string;
  environment: string | null;
  /** Whose access it will be. */
  requester: Principal;
  /** Who asks, where that is somebody else. */
  askedBy: Principal | null;
  /** How whoever asks signed in. */
  authentication: Authentication | null;
  durationSeconds: number;
  startsAt: Date | null;
  /** The own running grant whose end is to move; null for a grant of its own. */
  extends: ExtendedGrant | null;
  justification: string;
  ticket: string | null;
  now: Date;
  /** Roles that the requester holds or waits for on this service; "beside": of the same bundle. */
  taken: { role: string; environment: string | null; kind: "grant" | "request" | "beside"; id: string }[];
  /** Known people who hold any reference that an approval stage or the review names. */
  knownApprovers: Principal[];
  /** Of the schedules that the approval names; absent where nobody asks anew. */
  onCall?: ScheduleOutlook[];
}

export interface Refusal {
  code: ErrorCode;
  detail: string;
  /** Input field that it is about, where there is one. */
  path?: string;
  extra?: Record<string, unknown>;
}

export interface StageOutlook {
  name: string;
  required: number;
  counts: "people" | "groups";
  approvers: string[];
  /** Who is asked too when the stage has waited `timeoutSeconds`. */
  escalatesTo: string[];
  timeoutSeconds: number | null;
  /** Known people, other than the requester, who could fill a seat. */
  candidates: { id: string; name: string }[];
}

/** Whom to ask instead. */
export const ownersHint = (ask: Pick<Ask, "trait" | "service">) =>
  `Ask ${ask.trait.owners.join(", ")}, who own ${ask.service.title}.`;

/** What is wrong, without the name of the field in front of it. */
export const bareWords = ({ detail, path }: Pick<Refusal, "detail" | "path">): string =>
  path && detail.startsWith(`${path}: `) ? detail.slice(path.length + 2) : detail;
