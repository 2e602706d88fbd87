import { decideRequest } from "@/lib/approvals/decide-request";
import type { SlackConfig } from "@/lib/config/config";
import { actorOf, type Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors/app-error";
import { isDatabaseDown } from "@/lib/errors/problem";
import { findSlackUser } from "@/lib/principals/slack-user";
import { getRequest } from "@/lib/requests/queries";
import { actionIds } from "./blocks";
import { callSlack } from "./client";
import { type Explanation, explainedModal, explanationBlocks, explanationLine } from "./explanation";
import { type Click, type Interaction, type Submission, teamOf } from "./interaction";
import { denyModal, inputs, modalIds, shortenModal } from "./modals";

/** What Slack does with a dialog; null: it closes it, or there was none. */
export type Reply = { response_action: "update" | "errors"; [member: string]: unknown } | null;

/** Slack waits for three seconds in all, and an interaction takes two calls at most. */
const withinMs = 1_200;

/** A button was pressed: a yes counts at once, a no and a shorter yes ask for more first. */
export async function answerClick(ctx: Context, slack: SlackConfig, click: Click): Promise<Reply> {
  const [pressed] = click.actions;
  if (!pressed?.value || pressed.action_id === actionIds.open) return null;
  const id = pressed.value;
  const problem = await attempt(ctx, id, async () => {
    const theirs = await contextOf(ctx, click);
    if (pressed.action_id === actionIds.approve) await decideRequest(theirs, id, { verdict: "approve" });
    else await askMore(theirs, slack, click, pressed.action_id, id);
  });
  if (problem) await explain(ctx, slack, click, problem);
  return null;
}

/** A dialog was submitted. What is wrong with the input stands beside it; every other refusal takes its place. */
export async function answerSubmission(ctx: Context, submission: Submission): Promise<Reply> {
  const { callback_id, private_metadata: id, state } = submission.view;
  const comment = state.values[inputs.comment]?.[inputs.comment]?.value ?? null;
  const seconds = state.values[inputs.seconds]?.[inputs.seconds]?.selected_option?.value;
  const isDenial = callback_id === modalIds.deny;
  if (!isDenial && callback_id !== modalIds.shorten) return null;
  if (isDenial && !comment?.trim())
    return wrongInput(inputs.comment, "Say why, so that they know what to do instead.");
  const input = isDenial
    ? { verdict: "deny", comment }
    : { verdict: "approve", comment, durationSeconds: Number(seconds) };
  const problem = await attempt(ctx, id, async () => {
    await decideRequest(await contextOf(ctx, submission), id, input);
  });
  if (problem === null) return null;
  if (problem.field === null) return { response_action: "update", view: explainedModal(problem) };
  const block = problem.field === "comment" ? inputs.comment : inputs.seconds;
  return wrongInput(block, problem.detail);
}

const wrongInput = (block: string, words: string): Reply => ({
  response_action: "errors",
  errors: { [block]: words },
});

const needsSignIn =
  "To approve this takes a sign-in that Slack cannot prove (authContext of its declaration). Approve it in Daypass; to deny it, you can stay here.";
const unknown = "Daypass does not know who you are in Slack. Sign in to Daypass once, and then decide here.";
const ambiguous =
  "More than one account of Daypass claims to be you in Slack, so none is. Decide in Daypass, and tell a platform admin.";

/** The person's own context. A click proves no sign-in, so that no rule about one is ever met from here. */
async function contextOf(ctx: Context, interaction: Interaction): Promise<Context> {
  // Whoever comes from a connected workspace is who they are there.
  const user = { id: interaction.user.id, team: interaction.user.team_id ?? teamOf(interaction) };
  const found = await findSlackUser(ctx.runtime.pool, user);
  if (found.principal) return { ...ctx, actor: actorOf(found.principal), via: "slack" };
  const { claimedBy } = found;
  ctx.runtime.log.warn(
    { requestId: ctx.requestId, slackUser: user, claimedBy },
    "nobody for a user of Slack",
  );
  return transact(ctx, "interaction.received", async (tx) => {
    tx.about.detail = { via: "slack", slackUser: user.id };
    throw new AppError("forbidden", claimedBy === 0 ? unknown : ambiguous);
  });
}

async function askMore(
  ctx: Context,
  slack: SlackConfig,
  click: Click,
  action: string,
  id: string,
): Promise<void> {
  if (action !== actionIds.deny && action !== actionIds.shorten) return;
  const request = await getRequest(ctx, id);
  if (!request.abilities.includes(action))
    throw new AppError("conflict", request.yourPart?.whyNot ?? `This request was ${request.status} already.`);
  // Said before anything is typed; the verb says it again to whoever gets by.
  if (action === actionIds.shorten && request.stepUp)
    throw new AppError("insufficient-authentication", request.stepUp.reason);
  const view = action === actionIds.deny ? denyModal(request, id) : shortenModal(request, id);
  const answer = await callSlack(slack, "views.open", { trigger_id: click.trigger_id, view }, withinMs);
  if (answer.ok) return;
  ctx.runtime.log.warn({ requestId: ctx.requestId, failure: answer.failure }, "Slack opened no dialog");
  throw new AppError("unavailable", "Slack could not open the dialog. Press the button again.");
}

/** Null when it worked; else what to say to the person. */
async function attempt(ctx: Context, id: string, work: () => Promise<void>): Promise<Explanation | null> {
  const url = `${ctx.runtime.config.baseUrl}/requests/${encodeURIComponent(id)}`;
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof AppError) {
      const field = error.code === "invalid-input" ? (error.extra.errors?.[0]?.path ?? null) : null;
      const detail = error.code === "insufficient-authentication" ? needsSignIn : error.detail;
      return { detail, url, field };
    }
    const down = isDatabaseDown(error);
    if (!down)
      ctx.runtime.log.error({ err: error, requestId: ctx.requestId }, "an interaction of Slack failed");
    const detail = `Nothing was changed: ${down ? "the database of Daypass does not answer" : "Daypass failed"}. Try again in a moment.`;
    return { detail, url, field: null };
  }
}

/** To the person alone, where they pressed the button. */
async function explain(ctx: Context, slack: SlackConfig, click: Click, problem: Explanation): Promise<void> {
  const channel = click.container.channel_id;
  if (!channel) return;
  const text = explanationLine(problem);
  const body = { channel, user: click.user.id, text, blocks: explanationBlocks(problem) };
  const answer = await callSlack(slack, "chat.postEphemeral", body, withinMs);
  if (!answer.ok)
    ctx.runtime.log.warn({ requestId: ctx.requestId, failure: answer.failure }, "Slack explained nothing");
}
