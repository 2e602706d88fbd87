import type { Context } from "@/lib/context/context";
import type { PostReview } from "@/lib/declarations/post-review";
import { parseInput } from "@/lib/input/parse-input";
import type { Refusal, StageOutlook } from "./ask";
import { assessAsk } from "./assess-ask";
import type { ExtensionView } from "./extension";
import { loadAsk } from "./load-ask";
import { previewRequestSchema } from "./schema";

/** What would happen if this were asked now. Creates nothing. */
export interface RequestPreview {
  service: string;
  role: string;
  environment: string | null;
  durationSeconds: number;
  effectiveDurationSeconds: number;
  cappedBy: string | null;
  limitSeconds: number;
  limitName: string;
  autoApproved: boolean;
  /** Granted at once because it is an emergency. */
  breakGlass: boolean;
  review: PostReview | null;
  pendingForSeconds: number;
  escalatesAfterSeconds: number | null;
  stages: StageOutlook[];
  extends: ExtensionView | null;
  grants: { scopes: string[]; actions: string[]; resources: string[] };
  justification: {
    minLength: number;
    ticket: "none" | "optional" | "required";
    /** What a ticket looks like, where daypass.yaml says it. */
    ticketExample: string | null;
  };
  refusals: Pick<Refusal, "code" | "detail" | "path" | "extra">[];
}

export async function previewRequest(ctx: Context, input: unknown): Promise<RequestPreview> {
  const asked = parseInput(previewRequestSchema, input);
  const ask = await loadAsk(ctx.runtime.pool, ctx, asked, { hold: false });
  const outlook = assessAsk(ask, ctx.runtime.config);
  const { rules, ...seen } = outlook;
  return {
    ...seen,
    service: ask.service.ref,
    role: ask.role,
    durationSeconds: ask.durationSeconds,
    grants: { scopes: rules?.scopes ?? [], actions: rules?.actions ?? [], resources: rules?.resources ?? [] },
    justification: {
      ...(rules?.justification ?? { minLength: 0, ticket: "none" }),
      ticketExample: ctx.runtime.config.tickets?.example ?? null,
    },
  };
}
