import { z } from "zod";

// What Slack sends when somebody presses a button of ours, or submits a dialog: the members that Daypass reads. None of
// them decides anything; ids are looked up, and whoever they lead to is asked for by the policy.

const id = z.string().max(100);
/** Of a request, as we gave it to Slack. */
const ours = z.string().regex(/^[\x21-\x7e]{1,100}$/);

const from = {
  user: z.object({ id, team_id: id.nullish() }),
  team: z.object({ id }).nullish(),
  api_app_id: id,
  trigger_id: z.string().max(500),
};

const click = z.object({
  type: z.literal("block_actions"),
  ...from,
  container: z.object({ channel_id: id.nullish() }),
  actions: z.array(z.object({ action_id: z.string().max(255), value: ours.nullish() })).max(25),
});

/** A text that was typed, or an option that was chosen. */
const field = z.object({
  value: z.string().max(10_000).nullish(),
  selected_option: z.object({ value: z.string().max(150) }).nullish(),
});

const submission = z.object({
  type: z.literal("view_submission"),
  ...from,
  view: z.object({
    callback_id: z.string().max(255),
    private_metadata: ours,
    state: z.object({ values: z.record(z.string(), z.record(z.string(), field)) }),
  }),
});

export const interactionSchema = z.discriminatedUnion("type", [click, submission]);

export type Interaction = z.output<typeof interactionSchema>;
export type Click = z.output<typeof click>;
export type Submission = z.output<typeof submission>;

/** The payload of the form that Slack sends; null for what it is no form of, or a kind that nobody here asked for. */
export function readInteraction(body: Uint8Array): Interaction | null {
  const payload = new URLSearchParams(new TextDecoder().decode(body)).get("payload");
  if (payload === null) return null;
  try {
    return interactionSchema.safeParse(JSON.parse(payload)).data ?? null;
  } catch {
    return null;
  }
}

/** The workspace in which it happened. */
export const teamOf = ({ team, user }: Interaction): string | null => team?.id ?? user.team_id ?? null;
