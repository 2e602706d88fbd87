import type { Runtime } from "@/lib/runtime/runtime";
import type { Channel, ChannelOf } from "./channel";

/** Every channel there is: a new one is made known here and nowhere else. */
const makers: readonly ChannelOf[] = [];

/** The channels that this Daypass is configured for. */
export function channelsOf(runtime: Runtime): Channel[] {
  return makers.flatMap((make) => make(runtime) ?? []);
}
