import type { AuditOutcome } from "./actions";
import { textIn } from "./facts";
import { phrases } from "./phrases";
import type { Phrase } from "./sentence-parts";
import { type Part, type Told, tell } from "./told";
import type { AuditEventView } from "./view";

/** An event as people say it: a sentence whose names may be links, and what goes behind it, " · " between. */
export interface Sentence {
  parts: Part[];
  notes: string[];
}

/** Pure text: whoever shows it escapes it. */
export function wordsOf(event: AuditEventView): Sentence {
  const told = tell(event);
  const phrase = phraseOf(event);
  const { parts, notes } =
    event.outcome === "success" || phrase.tried === null
      ? { parts: phrase.done(told), notes: phrase.note?.(told) ?? [] }
      : attempt(told, phrase.tried(told), event.outcome);
  return {
    parts: joined(parts),
    notes: notes.filter((note) => note !== null).map((note) => shorten(note)),
  };
}

/** The whole line: "Omar Haddad approved Riley Chen's request for refunder on Orders API · 1 h instead of 4 h" */
export function lineOf(event: AuditEventView): string {
  const { parts, notes } = wordsOf(event);
  return [parts.map((part) => part.text).join(""), ...notes].join(" · ");
}

/** "Riley Chen tried to … · refused: why" */
function attempt(told: Told, what: (Part | string)[], outcome: AuditOutcome) {
  // A sign-in is recorded by Daypass itself: it was the person who tried.
  const isSignIn = told.bySystem && told.event.action.startsWith("principal.");
  const reason = textIn(told.event.detail, "reason");
  return {
    parts: [isSignIn ? told.subject : told.actor, " tried to ", ...what],
    notes: [reason ? `${outcome}: ${reason}` : outcome],
  };
}

/** The log outlives versions: an action of another one is told by its name. */
function phraseOf({ action }: AuditEventView): Phrase {
  if (Object.hasOwn(phrases, action)) return phrases[action];
  const words = action.replaceAll(/[.-]/g, " ");
  return { done: (told) => [told.actor, `: ${words}`], tried: () => [words] };
}

/** Neighbouring texts become one part. */
function joined(words: (Part | string)[]): Part[] {
  const parts: Part[] = [];
  for (const word of words) {
    const part = typeof word === "string" ? { text: word } : word;
    const last = parts.at(-1);
    if (last && !last.link && !part.link) parts[parts.length - 1] = { text: last.text + part.text };
    else if (part.text !== "") parts.push(part);
  }
  return parts;
}

const longestNote = 160;

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= longestNote
    ? line
    : `${line
        .slice(0, longestNote - 1)
        .replace(/[\uD800-\uDBFF]$/, "")
        .trimEnd()}…`;
}
