import { z } from "zod";

/** Why a call was refused, as far as our record shows; stable. */
export const refusalKinds = [
  "missing-scope",
  "missing-role",
  "expired",
  "revoked",
  "wrong-audience",
  "wrong-environment",
  "stale-role-mapping",
  "missing-claim",
  "wrong-proof",
  "unknown-token",
  "unclear",
] as const;

export type RefusalKind = (typeof refusalKinds)[number];

/** What would mend it. Whether whoever looks may do so is asked when they look. */
export const fixSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("ask"),
    role: z.string().describe("The role to ask for"),
    environment: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal("new-token") }),
  z.strictObject({ kind: z.literal("declaration") }),
]);

export type Fix = z.output<typeof fixSchema>;

export interface Explanation {
  kind: RefusalKind;
  /** Whether our record says otherwise than the service. */
  contradicted: boolean;
  /** In people's words. */
  sentence: string;
  /** Scopes that the call took and the token lacks. */
  missing: string[];
  fix: Fix | null;
}

export const explained = (
  kind: RefusalKind,
  sentence: string,
  fix: Fix | null,
  missing: string[] = [],
): Explanation => ({ kind, contradicted: false, sentence, missing, fix });

/** The service says one thing and our record another: both are said, and whoever reads decides. */
export const contradiction = (
  kind: RefusalKind,
  says: string,
  record: string,
  fix: Fix | null = null,
): Explanation => ({
  kind,
  contradicted: true,
  sentence: `The service says that ${says}. By our record ${record}`,
  missing: [],
  fix,
});
