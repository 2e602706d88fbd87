import type { Principal } from "@/lib/principals/principal";
import type { Runtime } from "@/lib/runtime/runtime";
import type { NotificationKind, NotificationTopic } from "./kinds";

/** Outside ways to reach people. The list inside Daypass is none of them: it is always there. */
export const channelNames = ["mail", "slack", "teams"] as const;
export type ChannelName = (typeof channelNames)[number];

/** Whom a message is for: a person, or a room of a channel (a Teams channel, a Slack channel) that daypass.yaml names. */
export type Recipient = { kind: "person"; person: Principal } | { kind: "room"; room: string };

/** What the message is about, for channels that lay it out themselves. All of it is text of people: escape it. */
export interface MessageRequest {
  id: string;
  service: { ref: string; title: string };
  role: string;
  environment: string | null;
  requester: { id: string; name: string };
  /** As it would be granted: after caps. */
  durationSeconds: number;
  justification: string;
  ticket: string | null;
  risk: "low" | "medium" | "high" | "critical";
  /** Whether anybody can still decide it, and when it closes by itself. */
  pending: boolean;
  pendingUntil: Date;
  /** What the recipient may do with it as the message is built; empty for a room. The verb decides again. */
  abilities: readonly ("approve" | "shorten" | "deny")[];
}

/**
 * One message. Its sentences are those of when it happened, plain text in people's words; `request` is as it is now, at every
 * attempt anew. Nothing in it is secret, and its links only work for somebody who signs in.
 */
export interface Message {
  /** The same at every attempt: what a receiver that knows it may drop. */
  id: string;
  kind: NotificationKind;
  topic: NotificationTopic;
  to: Recipient;
  /** When it happened. */
  at: Date;
  urgent: boolean;
  /** The same for everything about one request, one proposal, …: what belongs together. */
  thread: string;
  /** A subject line: "Riley asks for refunder on Orders API". */
  title: string;
  /** The whole sentence: "Riley asks for refunder on Orders API in production for 1 h." */
  sentence: string;
  /** Why this recipient hears of it: "You are asked because you are in orders-team". */
  why: string | null;
  /** What somebody wrote: the reason of a request, a comment. */
  quote: { by: string; text: string } | null;
  facts: readonly { label: string; value: string }[];
  /** The one next step; absolute. `?decide=approve` opens the dialog and decides nothing. */
  action: { label: string; url: string };
  request: MessageRequest | null;
}

/** A message that was delivered and is settled since: decided elsewhere, taken back, lapsed. */
export interface Closing {
  /** As it was sent, built anew; `request.abilities` is empty. */
  message: Message;
  /** What `deliver` answered then. */
  reference: string;
  /** What became of it: "Omar approved it for 1 h". */
  outcome: string;
}

/** Several messages for one person, oldest first, gathered instead of a storm. */
export interface Digest {
  /** The same at every attempt. */
  id: string;
  person: Principal;
  messages: readonly Message[];
}

/** How an attempt went. */
export type Delivery =
  /** `reference` finds the message again, for `close`: Slack's channel and ts. Null where there is no going back. */
  | { state: "delivered"; reference: string | null }
  /** It is tried again, later and later; never before `retryAfterSeconds` where the receiver asked for a pause. */
  | { state: "failed"; failure: string; retryAfterSeconds?: number }
  /** It can never arrive (no such account): it is not tried again, and the reason is shown. */
  | { state: "unreachable"; reason: string };

/**
 * A way to reach people outside. Attempts come at least once and may come twice after a crash; those to one recipient about
 * one thread come in order, one at a time. An attempt ends within ten seconds; it throws for what nobody foresaw, which counts
 * as failed.
 */
export interface Channel {
  name: ChannelName;
  /** Whether this person can be reached this way, as far as is known without asking anybody outside. */
  reaches(person: Principal): boolean;
  /** The rooms that want to hear of this kind: by the references of who decides (or owns), and the service. */
  roomsFor?(kind: NotificationKind, about: { service: string | null; refs: readonly string[] }): string[];
  deliver(runtime: Runtime, message: Message): Promise<Delivery>;
  /** Only mail is gathered. */
  deliverDigest?(runtime: Runtime, digest: Digest): Promise<Delivery>;
  /** Changes what was sent, where the channel can. Not called for what has no reference. */
  close?(runtime: Runtime, closing: Closing): Promise<Delivery>;
}

/** Makes the channel that daypass.yaml configures; null where it configures none. Listed in channels.ts. */
export type ChannelOf = (runtime: Runtime) => Channel | null;
