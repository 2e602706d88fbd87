import { idAt } from "@/lib/db/ids";
import { later } from "./calendar";
import type { Chance } from "./chance";
import { type Asked, decide, type Fate } from "./decide";
import { reasonFor, ticketFor } from "./reasons";
import { type MadeUpReview, review } from "./review";
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
  grant: MadeUpGrant | null;
  review: MadeUpReview | null;
  /** The end that it asks to move, and where it moved to; null where it asks for access of its own. */
  extends: { grantId: string; from: Date; to: Date | null; cappedBy: string | null } | null;
}

export interface MadeUpGrant extends Use {
  id: string;
  startsAt: Date;
  endsAt: Date;
  /** Before any extension. */
  firstEndsAt: Date;
  tokenIds: string[];
}

export function tellStory(chance: Chance, asked: Asked, justification?: string): Story {
  const { place, at, pace, now, requester: holder } = asked;
  const fate = decide(chance, asked);
  const isPlanned = pace === "usual" && !place.rules.breakGlass;
  const startsAt = isPlanned && chance.isLucky(0.04) ? later(at, chance.int(3, 60) * 30) : null;
  const needsTicket = place.rules.justification.ticket === "required";
  const kind = madeUpServices.find(({ ref }) => ref === place.service.ref)?.kind ?? "api";
  const grant = grantOf();
  return {
    ...asked,
    id: idAt("req", at.getTime(), chance.bytes(10)),
    fate,
    decisionIds: fate.decisions.map((each) => idAt("dec", each.at.getTime(), chance.bytes(10))),
    justification: justification ?? reasonFor(chance, kind),
    ticket: needsTicket || chance.isLucky(0.3) ? ticketFor(chance) : null,
    startsAt,
    grant,
    review: grant && reviewOf(grant),
    extends: null,
  };

  function grantOf(): MadeUpGrant | null {
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
      firstEndsAt: endsAt,
      tokenIds,
    };
  }

  function reviewOf({ endsAt, revoked }: MadeUpGrant): MadeUpReview | null {
    const openedAt = fate.closedAt ?? at;
    return review(chance, { place, holder, openedAt, endedAt: revoked?.at ?? endsAt, now });
  }
}
