import { idAt } from "@/lib/db/ids";
import { later } from "./calendar";
import type { Chance } from "./chance";
import { type Asked, decide, type Fate } from "./decide";
import { reasonFor, ticketFor } from "./reasons";
import { madeUpServices } from "./services";
import { type Use, use } from "./use";

/** One request with all that came of it until now. */
export interface Story extends Asked {
  id: string;
  fate: Fate;
  decisionIds: string[];
  justification: string;
  ticket: string | null;
  /** A start that was asked for. */
  startsAt: Date | null;
  grant: (Use & { id: string; startsAt: Date; endsAt: Date; tokenIds: string[] }) | null;
}

export function tellStory(chance: Chance, asked: Asked, justification?: string): Story {
  const { place, at, pace, now, requester: holder } = asked;
  const fate = decide(chance, asked);
  const startsAt = pace === "usual" && chance.isLucky(0.04) ? later(at, chance.int(3, 60) * 30) : null;
  const needsTicket = place.rules.justification.ticket === "required";
  const kind = madeUpServices.find(({ ref }) => ref === place.service.ref)?.kind ?? "api";
  return {
    ...asked,
    id: idAt("req", at.getTime(), chance.bytes(10)),
    fate,
    decisionIds: fate.decisions.map((each) => idAt("dec", each.at.getTime(), chance.bytes(10))),
    justification: justification ?? reasonFor(chance, kind),
    ticket: needsTicket || chance.isLucky(0.3) ? ticketFor(chance) : null,
    startsAt,
    grant: grantOf(),
  };

  function grantOf(): Story["grant"] {
    if (fate.status !== "approved" || !fate.closedAt) return null;
    const from = startsAt && startsAt > fate.closedAt ? startsAt : fate.closedAt;
    const endsAt = later(from, fate.effectiveSeconds / 60);
    const used = use(chance, { place, holder, startsAt: from, endsAt, now });
    const tokenIds = used.tokensAt.map((each) => idAt("tok", each.getTime(), chance.bytes(10)));
    return {
      ...used,
      id: idAt("grt", fate.closedAt.getTime(), chance.bytes(10)),
      startsAt: from,
      endsAt,
      tokenIds,
    };
  }
}
