import { refuseUnproven } from "@/lib/audit/refuse-unproven";
import type { SlackConfig } from "@/lib/config/config";
import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import type { Runtime } from "@/lib/runtime/runtime";
import { answerClick, answerSubmission, type Reply } from "./answer-interaction";
import { type Interaction, readInteraction, teamOf } from "./interaction";
import { checkSignature, freshForSeconds, type SlackProof } from "./signature";

/**
 * What somebody did in Slack, answered within its three seconds. Throws `forbidden` for what does not come from Slack, is not
 * fresh or is of another app or workspace, and `conflict` for what came before; everything else is explained to the person.
 */
export async function receiveInteraction(
  runtime: Runtime,
  requestId: string,
  proof: SlackProof,
): Promise<Reply> {
  const { slack } = runtime.config;
  if (!slack) throw new AppError("not-found", "This Daypass is not connected to Slack.");
  const ctx: Context = { runtime, actor: { kind: "system", name: "Slack" }, requestId };
  await prove(ctx, slack, proof);
  const interaction = readInteraction(proof.body);
  if (!interaction) return null;
  if (!isMeant(interaction, slack))
    await refuse(ctx, "forbidden", "This is of another app or workspace than daypass.yaml names.");
  return interaction.type === "block_actions"
    ? answerClick(ctx, slack, interaction)
    : answerSubmission(ctx, interaction);
}

async function prove(ctx: Context, slack: SlackConfig, proof: SlackProof): Promise<void> {
  const found = checkSignature(proof, slack.signingSecret, new Date());
  if (found === "wrong")
    await refuse(ctx, "forbidden", "The signature of this interaction is missing or wrong.");
  if (found === "stale")
    await refuse(ctx, "forbidden", "This interaction is not fresh any more. Press the button again.");
  // Kept for longer than any clock that is off could take it for fresh.
  const taken = statement("slack-interaction-take", takeSql, [proof.signature, 3 * freshForSeconds]);
  const { rowCount } = await ctx.runtime.pool.query(taken);
  if (rowCount === 0) await refuse(ctx, "conflict", "This interaction was received already.");
}

const takeSql = `
insert into slack_interaction (signature, expires_at) values ($1, clock_timestamp() + make_interval(secs => $2))
on conflict do nothing`;

function isMeant(interaction: Interaction, { teamId, appId }: SlackConfig): boolean {
  if (appId !== null && interaction.api_app_id !== appId) return false;
  if (teamId === null) return true;
  // Somebody of a connected workspace is a guest here: their id is another one's.
  return teamOf(interaction) === teamId && (interaction.user.team_id ?? teamId) === teamId;
}

function refuse(ctx: Context, code: "forbidden" | "conflict", why: string): Promise<never> {
  return refuseUnproven(ctx, "interaction.received", { via: "slack", why: code }, new AppError(code, why));
}
