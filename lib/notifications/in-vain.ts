import type { Message } from "./channel";

/** Decided a moment ago, before the news of it were worked on. */
export const asksInVain = ({ kind, to, request }: Message) =>
  (kind === "decision-wanted" || kind === "decision-escalated") &&
  request !== null &&
  (to.kind === "person" ? request.abilities.length === 0 : !request.pending);
