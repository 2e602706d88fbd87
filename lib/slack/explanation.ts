import type { KnownBlock, ModalView } from "@slack/types";
import { escaped, link } from "./text";

/** Why something did not happen, and where to go on. */
export interface Explanation {
  detail: string;
  url: string;
  /** The input that it is about; null: no input mends it. */
  field: string | null;
}

export const explanationLine = ({ detail }: Explanation): string => escaped(detail, 2_900);

export function explanationBlocks(explanation: Explanation): KnownBlock[] {
  const text = `${explanationLine(explanation)}\n${link(explanation.url, "Open in Daypass")}`;
  return [{ type: "section", text: { type: "mrkdwn", text, verbatim: true } }];
}

/** In the place of a dialog whose answer was refused. */
export const explainedModal = (explanation: Explanation): ModalView => ({
  type: "modal",
  title: { type: "plain_text", text: "Not decided" },
  close: { type: "plain_text", text: "Close" },
  blocks: explanationBlocks(explanation),
});
