import type { Principal } from "@/lib/principals/principal";
import type { Content } from "./content";
import type { NotificationKind } from "./kinds";

/** Something to say, and to whom: a person, or the rooms that want what concerns these references. */
export interface Tell {
  kind: NotificationKind;
  to: { person: Principal } | { refs: readonly string[] };
  /** In words for one reader: instants are theirs. */
  say(timeZone: string): Content;
}

/** A notification that still asks for something. */
export interface OpenNotification {
  id: string;
  kind: NotificationKind;
  /** The id of a person, or "channel/room". */
  recipient: string;
}

/** What news come to: who is told what, and which notifications are settled, with what became of them. */
export interface Plan {
  /** The reference of the service that it is about, for rooms. */
  service: string | null;
  tell: Tell[];
  close: { id: string; outcome: string }[];
}
