import type { Principal } from "@/lib/principals/principal";
import { principalJson } from "@/lib/principals/queries";
import type { Content } from "./content";
import type { NotificationKind } from "./kinds";

/** A notification with whom it is for. */
export interface NotificationRow {
  id: string;
  kind: NotificationKind;
  /** The id of a person, or "channel/room". */
  recipient: string;
  person: Principal | null;
  thread: string;
  content: Content;
  created_at: Date;
  closed_at: Date | null;
  outcome: string | null;
}

export type DeliveryState = "waiting" | "held" | "sent" | "dropped" | "unreachable";

/** The same on its way through one channel. */
export interface DeliveryRow extends NotificationRow {
  state: DeliveryState;
  reference: string | null;
}

const columns = `n.id, n.kind, n.recipient, n.thread, n.content, n.created_at, n.closed_at, n.outcome,
  (select ${principalJson("p")} from principal p where p.id = n.principal_id) as person`;

export const selectDelivery = `
select ${columns}, d.state, d.reference from notification n join notification_delivery d on d.notification_id = n.id`;
