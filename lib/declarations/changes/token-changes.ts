import { durationWords, oneOfWords } from "../describe";
import type { RoleRules } from "../rules";
import type { ChangeRule, Said } from "./change";

/** What the access tokens of a place look like. */
export function tokenChanges(before: RoleRules, after: RoleRules): Said[] {
  return [
    ...(before.audience === after.audience ? [] : [audienceReplaced(before.audience, after.audience)]),
    ...lifetimeChanges(before.tokenLifetimeSeconds, after.tokenLifetimeSeconds),
    ...(before.binding === after.binding ? [] : [bindingChange(before.binding, after.binding)]),
    ...(before.format === after.format ? [] : [formatChange(after.format)]),
    ...claimChanges(before.claims, after.claims),
  ];
}

/** A token for somebody else is neither more nor less. */
function audienceReplaced(was: string | null, is: string | null): Said {
  const words = `now for ${is ?? "the service's own name"} and no longer for ${was ?? "the service's own name"}`;
  return { rule: "audience-replaced", say: (who) => `tokens of ${who} are ${words}` };
}

function lifetimeChanges(was: number | null, is: number | null): Said[] {
  if (was === is) return [];
  const rule: ChangeRule = (is ?? Infinity) > (was ?? Infinity) ? "longer-token" : "shorter-token";
  const [now, old] = [is, was].map((limit) =>
    limit === null ? "as long as the platform lets them" : durationWords(limit),
  );
  return [{ rule, say: (who) => `tokens of ${who} now live ${now} instead of ${old}` }];
}

function bindingChange(was: RoleRules["binding"], is: RoleRules["binding"]): Said {
  if (is === "none")
    return { rule: "token-unbound", say: (who) => `tokens of ${who} are no longer bound to a key (${was})` };
  if (was === "none")
    return { rule: "token-bound", say: (who) => `tokens of ${who} are now bound to a key (${is})` };
  return {
    rule: "token-binding-replaced",
    say: (who) => `tokens of ${who} are now bound to a key by ${is} instead of ${was}`,
  };
}

function formatChange(is: RoleRules["format"]): Said {
  return is === "opaque"
    ? {
        rule: "token-opaque",
        say: (who) => `tokens of ${who} are now opaque, and each use of one is asked about`,
      }
    : {
        rule: "token-self-contained",
        say: (who) => `tokens of ${who} are no longer opaque: services read them without asking`,
      };
}

/** Names in a token are information, not rights: its holder may care, and no owner's yes would speak for the holder. */
function claimChanges(was: readonly string[], is: readonly string[]): Said[] {
  const same = was.length === is.length && was.every((claim) => is.includes(claim));
  if (same) return [];
  const words =
    is.length === 0 ? "nothing more about their holder" : `${oneOfWords(is, "and")} of their holder`;
  return [{ rule: "token-claims", say: (who) => `tokens of ${who} now say ${words}` }];
}
