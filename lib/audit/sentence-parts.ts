import { capital, durationWords } from "@/lib/declarations/describe";
import { instantIn, numberIn, quoteIn, textIn } from "./facts";
import { type Part, possessive, type Told } from "./told";

// What the sentences of the log are made of: how they are built, what they are about, and what is said behind them.

type Words = (Part | string)[];

/** How an action is told. `note` says more behind the sentence, a piece each. */
export interface Phrase {
  /** The whole sentence: "Omar Haddad denied …". */
  done(told: Told): Words;
  /** What goes after "Omar Haddad tried to"; null where the sentence itself is about something that went wrong. */
  tried: ((told: Told) => Words) | null;
  note?: ((told: Told) => (string | null)[]) | undefined;
}

export const say = (texts: TemplateStringsArray, ...parts: (Part | string | Words)[]): Words =>
  texts.flatMap((text, index) => [text, ...parts.slice(index, index + 1).flat()]);

/** The actor did something: past tense, infinitive, and what to. */
export const did = (
  past: string,
  infinitive: string,
  what: (t: Told) => Words,
  note?: Phrase["note"],
): Phrase => ({
  done: (t) => say`${t.actor} ${past} ${what(t)}`,
  tried: (t) => say`${infinitive} ${what(t)}`,
  note,
});

/** Something of the subject's went on by itself, or because of what somebody did. */
export const happened = (
  what: (t: Told, whose: Part) => Words,
  past: string,
  infinitive: string,
  note?: Phrase["note"],
): Phrase => ({
  done: (t) => say`${what(t, possessive(t.subject))} ${past}`,
  tried: (t) => say`${infinitive} ${what(t, t.whose)}`,
  note,
});

export const access = (t: Told, whose = t.whose) => say`${whose} access as ${t.role} on ${t.service}`;
export const reviewed = (t: Told) => access(t, possessive(t.subject));
export const request = (t: Told, whose = t.whose) => say`${whose} request for ${t.role} on ${t.service}`;
export const wish = (t: Told) =>
  textIn(t.event.detail, "askedBy")
    ? say`for ${t.role} on ${t.service} for ${t.subject}`
    : textIn(t.event.detail, "extends")
      ? say`to extend their access as ${t.role} on ${t.service}`
      : say`for ${t.role} on ${t.service}`;
export const fact = (name: string) => (t: Told) => [textIn(t.event.detail, name)];
export const until = (t: Told) => instantIn(t.event.detail, "until", "endsAt");

export function source({ event }: Told): Part {
  const name = textIn(event.detail, "source");
  return name ? { text: name, link: { noun: "source", id: name } } : { text: "of declarations" };
}

export const schedule = (t: Told) => textIn(t.event.detail, "schedule") ?? "of daypass.yaml";

export function token(t: Told): Words {
  if (t.event.service === undefined) return ["an API token"];
  return textIn(t.event.detail, "role")
    ? say`a token for ${t.role} on ${t.service}`
    : say`a token for ${t.service}`;
}

export const workload = (t: Told) => textIn(t.event.detail, "workload") ?? "a workload";

export function version(t: Told): string {
  const number = numberIn(t.event.detail, "version");
  return number === null ? "the declaration" : `version ${number} of the declaration`;
}

export const comment = ({ event }: Told) => [quoteIn(event.detail, "comment")];

export function cappedBy({ event }: Told): string | null {
  const limit = textIn(event.detail, "cappedBy");
  return limit && `cut by ${limit}`;
}

export function shortened({ event }: Told): string | null {
  const seconds = numberIn(event.detail, "durationSeconds");
  return seconds === null ? null : `shortened to ${durationWords(seconds)}`;
}

/** What a declaration says yes to by itself is recorded with the policy's name instead of a person's. */
export function approver(t: Told): Part | string {
  const by = textIn(t.event.detail, "by");
  return t.isOwn && by !== null && by !== t.event.actor.name ? capital(by) : t.actor;
}
