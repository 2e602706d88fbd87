import { mailChannel } from "@/lib/mail/channel";
import type { Runtime } from "@/lib/runtime/runtime";
import { slackChannel } from "@/lib/slack/slack-channel";
import { teamsChannel } from "@/lib/teams/teams-channel";
import type { Channel, ChannelOf } from "./channel";

/** Every channel there is: a new one is made known here and nowhere else. */
const makers: readonly ChannelOf[] = [mailChannel, slackChannel, teamsChannel];

/** The channels that this Daypass is configured for. */
export function channelsOf(runtime: Runtime): Channel[] {
  return makers.flatMap((make) => make(runtime) ?? []);
}
