import type {
  ActionsBlock,
  Button,
  ContextBlock,
  KnownBlock,
  MrkdwnElement,
  SectionBlock,
} from "@slack/types";
import { durationWords } from "@/lib/declarations/describe";
import type { Closing, Message, MessageRequest } from "@/lib/notifications/channel";
import { cut } from "@/lib/notifications/cut";
import { roleIn } from "@/lib/notifications/words";
import { escaped, instant, link, quoted } from "./text";

// Messages as Slack lays them out. Its limits: 3,000 characters a text, 2,000 a field, 10 fields, 75 characters a button.

/** What a button is called in the interaction that it sends; its value is the id of the request. */
export const actionIds = { approve: "approve", shorten: "shorten", deny: "deny", open: "open" } as const;

const inDaypass = "Open in Daypass";

/** A message that can still be acted on: only what its reader may do is a button. */
export function openBlocks(message: Message): KnownBlock[] {
  return [...body(message), ...context(foot(message)), buttons(message)];
}

/** The same message when it is settled: what became of it, and no button. */
export function closedBlocks({ message, outcome }: Closing): KnownBlock[] {
  return [
    ...body(message),
    ...context([`*${escaped(outcome, 1_500)}*`, link(message.action.url, inDaypass)]),
  ];
}

/** What stands where no blocks are shown: in the notification of a telephone, for a screen reader. */
export const plainLine = (text: string): string => escaped(text, 3_000);

function body(message: Message): KnownBlock[] {
  const blocks: KnownBlock[] = [section(`*${escaped(message.sentence, 2_900)}*`)];
  if (message.quote) blocks.push(section(quoted(message.quote.text, 2_900)));
  const fields = factsOf(message).map(({ label, value }) =>
    markup(`*${escaped(label, 100)}*\n${escaped(value, 1_800)}`),
  );
  if (fields.length > 0) blocks.push({ type: "section", fields: fields.slice(0, 10) });
  return blocks;
}

/** When it closes is told in the reader's own time zone, in the foot, while that is still to come. */
const factsOf = (message: Message) =>
  decidable(message) ? message.facts.filter(({ label }) => label !== "Closes by itself") : message.facts;

function foot(message: Message): string[] {
  const { why } = message;
  const request = decidable(message);
  const lines = why === null ? [] : [escaped(why, 1_500)];
  if (!request || request.abilities.length === 0) return lines;
  lines.push(`Closes ${instant(request.pendingUntil)}`);
  if (!request.abilities.includes("approve")) lines.push("To approve it, open it in Daypass.");
  return lines;
}

/** Only what asks for a decision has its buttons: it is what changes when somebody else decided. */
const decidable = ({ kind, request }: Message): MessageRequest | null =>
  request && (kind === "decision-wanted" || kind === "decision-escalated") ? request : null;

function buttons(message: Message): ActionsBlock {
  const { action } = message;
  const request = decidable(message);
  const can = (ability: MessageRequest["abilities"][number]) => request?.abilities.includes(ability) === true;
  const elements: Button[] = [];
  if (request && can("approve")) {
    const confirm = confirmation("Approve this request?", grantWords(request), "Approve");
    elements.push({ ...button("approve", "Approve", request.id), style: "primary", confirm });
  }
  if (request && can("shorten")) elements.push(button("shorten", "Shorten…", request.id));
  if (request && can("deny")) elements.push({ ...button("deny", "Deny…", request.id), style: "danger" });
  const label = elements.length > 0 ? inDaypass : action.label;
  elements.push({ ...button("open", label), url: action.url });
  return { type: "actions", elements };
}

/** "Riley Chen gets refunder on Orders API in production for 4 h." */
const grantWords = (request: MessageRequest): string =>
  `${request.requester.name} gets ${roleIn(request)} for ${durationWords(request.durationSeconds)}.`;

const button = (action: keyof typeof actionIds, label: string, value?: string): Button => ({
  type: "button",
  action_id: actionIds[action],
  text: { type: "plain_text", text: cut(label, 75) },
  ...(value === undefined ? {} : { value }),
});

const confirmation = (title: string, text: string, confirm: string): Button["confirm"] => ({
  title: { type: "plain_text", text: title },
  text: { type: "plain_text", text: cut(text, 300) },
  confirm: { type: "plain_text", text: confirm },
  deny: { type: "plain_text", text: "Cancel" },
});

// Verbatim: addresses and names in what people wrote stay text.
const markup = (text: string): MrkdwnElement => ({ type: "mrkdwn", text, verbatim: true });

const section = (text: string): SectionBlock => ({ type: "section", text: markup(text) });

const context = (lines: string[]): ContextBlock[] =>
  lines.length === 0 ? [] : [{ type: "context", elements: lines.map(markup) }];
