import { z } from "zod";
import { fixSchema, refusalKinds } from "./explanation";
import type { RefusalFacts } from "./refusal-facts";

/** Calls that were refused alike: of one person under one access, for one reason. */
export const refusalViewSchema = z
  .strictObject({
    id: z.string(),
    principal: z
      .strictObject({ id: z.string(), name: z.string(), kind: z.enum(["user", "workload"]) })
      .nullable()
      .describe("Whose token it was, by our record; null: of nobody that the service may know of"),
    grantId: z.string().nullable(),
    role: z.string().nullable().describe("Of the access"),
    environment: z.string().nullable().describe("Of the access"),
    kind: z.enum(refusalKinds),
    explanation: z.string().describe("Why, in words, as of the last of them"),
    contradicted: z.boolean().describe("Whether our record says otherwise than the service"),
    reason: z.string().describe("What the service said"),
    missing: z.array(z.string()).describe("Scopes that the call took and the token lacks"),
    fix: fixSchema.nullable().describe("What would mend it, as of then"),
    call: z
      .strictObject({ method: z.string().nullable(), path: z.string().nullable() })
      .describe("One of them, as the service said it"),
    declarationVersion: z.int().describe("The version in force then"),
    calls: z.int(),
    firstAt: z.iso.datetime(),
    lastAt: z.iso.datetime(),
  })
  .meta({ id: "Refusal" });

export type RefusalView = z.output<typeof refusalViewSchema>;

export interface RefusalRow {
  id: string;
  principal: RefusalView["principal"];
  grant_id: string | null;
  kind: RefusalView["kind"];
  facts: RefusalFacts;
  calls: number;
  first_at: Date;
  last_at: Date;
}

export function refusalView(row: RefusalRow): RefusalView {
  const { role, environment, explanation, contradicted, reason, missing, fix, method, path, version } =
    row.facts;
  return {
    id: row.id,
    principal: row.principal,
    grantId: row.grant_id,
    role,
    environment,
    kind: row.kind,
    explanation,
    contradicted,
    reason,
    missing,
    fix,
    call: { method, path },
    declarationVersion: version,
    calls: row.calls,
    firstAt: row.first_at.toISOString(),
    lastAt: row.last_at.toISOString(),
  };
}
