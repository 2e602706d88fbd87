import type { InputBlock, ModalView, PlainTextOption, SectionBlock } from "@slack/types";
import { durationWords } from "@/lib/declarations/describe";
import { cut } from "@/lib/notifications/cut";
import { roleIn } from "@/lib/notifications/words";
import { shorterDurations } from "@/lib/requests/shorter-durations";
import type { RequestView } from "@/lib/requests/view";
import { escaped } from "./text";

/** What a dialog is for; comes back with its submission. */
export const modalIds = { shorten: "shorten", deny: "deny" } as const;

/** Where the answer of somebody is found in a submission: the block, and the field in it. */
export const inputs = { comment: "comment", seconds: "seconds" } as const;

/** Asks why not. `metadata` comes back as it is. */
export function denyModal(request: RequestView, metadata: string): ModalView {
  const why: InputBlock = {
    type: "input",
    block_id: inputs.comment,
    label: plain("Why not?"),
    hint: plain("The one who asked reads it."),
    element: { type: "plain_text_input", action_id: inputs.comment, multiline: true, max_length: 1_000 },
  };
  return modal("deny", "Deny", "Deny", metadata, [about(request), why]);
}

/** Asks how long instead. */
export function shortenModal(request: RequestView, metadata: string): ModalView {
  const options = shorterDurations(request.effectiveDurationSeconds).map(
    (seconds): PlainTextOption => ({ text: plain(durationWords(seconds)), value: String(seconds) }),
  );
  const seconds: InputBlock = {
    type: "input",
    block_id: inputs.seconds,
    label: plain("Access lasts"),
    element: { type: "static_select", action_id: inputs.seconds, options },
  };
  const comment: InputBlock = {
    type: "input",
    block_id: inputs.comment,
    optional: true,
    label: plain("Comment"),
    element: { type: "plain_text_input", action_id: inputs.comment, multiline: true, max_length: 1_000 },
  };
  return modal("shorten", "Shorten and approve", "Approve", metadata, [about(request), seconds, comment]);
}

function about(request: RequestView): SectionBlock {
  const { requester, serviceTitle: title, effectiveDurationSeconds } = request;
  const place = roleIn({ ...request, service: { title } });
  const words = `${requester.name} asks for ${place} for ${durationWords(effectiveDurationSeconds)}.`;
  return { type: "section", text: { type: "mrkdwn", text: escaped(words, 2_900), verbatim: true } };
}

// Slack takes 24 characters for a title and for what a button says.
function modal(
  id: keyof typeof modalIds,
  title: string,
  submit: string,
  metadata: string,
  blocks: ModalView["blocks"],
): ModalView {
  return {
    type: "modal",
    callback_id: modalIds[id],
    private_metadata: metadata,
    title: plain(title),
    submit: plain(submit),
    close: plain("Cancel"),
    blocks,
  };
}

const plain = (text: string) => ({ type: "plain_text" as const, text: cut(text, 150) });
