import type { KnownBlock, ModalView } from "@slack/types";
import { z } from "zod";
import type { SlackConfig } from "@/lib/config/config";
import { pauseOf } from "@/lib/outbox/retry-after";

/** The methods of Slack's Web API that Daypass calls, and what each takes. */
interface Methods {
  "chat.postMessage": { channel: string; text: string; blocks: KnownBlock[]; unfurl_links: false };
  "chat.update": { channel: string; ts: string; text: string; blocks: KnownBlock[] };
  "chat.postEphemeral": { channel: string; user: string; text: string; blocks?: KnownBlock[] };
  "views.open": { trigger_id: string; view: ModalView };
}

/** What a call came to. `error` is Slack's own code, null where Slack did not get so far. */
export type SlackAnswer =
  | { ok: true; channel: string | null; ts: string | null }
  | { ok: false; failure: string; error: string | null; retryAfterSeconds?: number };

const answerSchema = z.object({
  ok: z.boolean(),
  error: z.string().max(200).optional(),
  channel: z.string().optional(),
  ts: z.string().optional(),
});

/** Calls Slack and waits for its answer, `withinMs` at most. Never throws; no failure holds the token. */
export async function callSlack<M extends keyof Methods>(
  { apiUrl, botToken }: Pick<SlackConfig, "apiUrl" | "botToken">,
  method: M,
  body: Methods[M],
  withinMs: number,
): Promise<SlackAnswer> {
  try {
    const response = await fetch(new URL(method, apiUrl), {
      method: "POST",
      headers: {
        authorization: `Bearer ${botToken}`,
        "content-type": "application/json; charset=utf-8",
      },
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(withinMs),
    });
    if (!response.ok) return await refused(response);
    const answer = answerSchema.safeParse(await response.json());
    if (!answer.success) return unanswered("Slack answered something that is no answer");
    const { ok, error = "unknown_error", channel = null, ts = null } = answer.data;
    return ok ? { ok, channel, ts } : { ok, failure: `Slack says ${error}`, error };
  } catch (error) {
    return unanswered(whyNot(error));
  }
}

async function refused(response: Response): Promise<SlackAnswer> {
  await response.body?.cancel();
  if (response.status !== 429) return unanswered(`Slack answered ${response.status}`);
  return { ...unanswered("Slack asks for a pause"), retryAfterSeconds: 1, ...pauseOf(response) };
}

const unanswered = (failure: string) => ({ ok: false as const, failure, error: null });

function whyNot(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return "Slack did not answer in time";
  if (error instanceof SyntaxError) return "Slack answered something that is no JSON";
  return "Slack could not be reached";
}
