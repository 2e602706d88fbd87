import type { SlackConfig } from "@/lib/config/config";
import type { Channel, ChannelOf, Closing, Delivery, Message } from "@/lib/notifications/channel";
import { topicOfKind } from "@/lib/notifications/kinds";
import type { Principal } from "@/lib/principals/principal";
import { findSlackUser } from "@/lib/principals/slack-user";
import type { Runtime } from "@/lib/runtime/runtime";
import { closedBlocks, openBlocks, plainLine } from "./blocks";
import { callSlack, type SlackAnswer } from "./client";

const withinMs = 8_000;

/** Tells people in Slack, each by themselves, and alarms in a channel as well. Null while daypass.yaml names no Slack. */
export const slackChannel: ChannelOf = ({ config: { slack } }) =>
  slack &&
  ({
    name: "slack",
    reaches: (person) => isOfTeam(person, slack),
    roomsFor: (kind) => (slack.channel !== null && topicOfKind[kind] === "alarms" ? [slack.channel] : []),
    deliver: (runtime, message) => deliver(runtime, slack, message),
    close: (_runtime, closing) => close(slack, closing),
  } satisfies Channel);

/** Somebody of another workspace is somebody else here. */
const isOfTeam = ({ slackUser }: Pick<Principal, "slackUser">, { teamId }: SlackConfig): boolean =>
  slackUser !== null && (teamId === null || slackUser.team === null || slackUser.team === teamId);

async function deliver(runtime: Runtime, slack: SlackConfig, message: Message): Promise<Delivery> {
  const to = await addressOf(runtime, slack, message);
  if (typeof to !== "string") return to;
  const content = { text: plainLine(message.sentence), blocks: openBlocks(message) };
  const answer = await callSlack(
    slack,
    "chat.postMessage",
    { channel: to, ...content, unfurl_links: false },
    withinMs,
  );
  if (!answer.ok) return undelivered(answer);
  const { channel, ts } = answer;
  return { state: "delivered", reference: channel !== null && ts !== null ? `${channel}/${ts}` : null };
}

/** A channel, or a user, whose direct messages with the app Slack then finds. */
async function addressOf(
  runtime: Runtime,
  slack: SlackConfig,
  { to, id }: Message,
): Promise<string | Delivery> {
  if (to.kind === "room") return to.room;
  const { slackUser } = to.person;
  if (slackUser === null || !isOfTeam(to.person, slack))
    return { state: "unreachable", reason: "their issuer does not say who they are in Slack" };
  const found = await findSlackUser(runtime.pool, slackUser);
  if (found.principal?.id === to.person.id) return slackUser.id;
  runtime.log.warn(
    { message: id, principal: to.person.id, slackUser: slackUser.id },
    "not the only one who claims to be this user of Slack: nobody is told there",
  );
  return { state: "unreachable", reason: "somebody else claims to be the same user of Slack" };
}

async function close(slack: SlackConfig, closing: Closing): Promise<Delivery> {
  const [channel, ts] = closing.reference.split("/");
  if (!channel || !ts) return { state: "unreachable", reason: "this message cannot be found in Slack" };
  const content = { text: plainLine(closing.outcome), blocks: closedBlocks(closing) };
  const answer = await callSlack(slack, "chat.update", { channel, ts, ...content }, withinMs);
  return answer.ok ? { state: "delivered", reference: closing.reference } : undelivered(answer);
}

/** What no other attempt mends. Whatever an admin of the workspace can mend is tried again. */
const final = new Set([
  "user_not_found",
  "users_not_found",
  "user_disabled",
  "user_not_visible",
  "cannot_dm_bot",
  "channel_not_found",
  "is_archived",
  "message_not_found",
  "cant_update_message",
  "edit_window_closed",
]);

function undelivered(answer: SlackAnswer & { ok: false }): Delivery {
  const { failure, error, retryAfterSeconds } = answer;
  if (error !== null && final.has(error)) return { state: "unreachable", reason: failure };
  return { state: "failed", failure, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}
