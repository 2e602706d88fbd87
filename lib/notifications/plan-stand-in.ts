import { dateIn, textIn } from "@/lib/audit/facts";
import type { Principal } from "@/lib/principals/principal";
import type { News } from "./news";
import type { Plan } from "./plan";
import { instantWords, nameOf } from "./words";

/** Whoever stands in for somebody learns it from us, and not from the first request. */
export function planStandIn(news: News, standIn: Principal): Plan | null {
  const named = news.events.find(({ action }) => action === "stand-in.named");
  if (!named || standIn.id === news.actor.id) return null;
  const by = nameOf(news.actor);
  const instant = (name: string, zone: string) => {
    const at = dateIn(named.detail ?? {}, name);
    return at ? instantWords(at, zone) : "";
  };
  const reason = textIn(named.detail ?? {}, "reason");
  return {
    service: null,
    close: [],
    tell: [
      {
        kind: "stand-in-named",
        to: { person: standIn },
        say: (zone) => ({
          title: `${by} named you their stand-in`,
          sentence: `You may decide in ${by}'s place from ${instant("startsAt", zone)} to ${instant("endsAt", zone)}.`,
          why: null,
          quote: reason ? { by, text: reason } : null,
          facts: [],
          action: { label: "Open your inbox", path: "/inbox" },
        }),
      },
    ],
  };
}
