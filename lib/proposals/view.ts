import { z } from "zod";
import type { Context } from "@/lib/context/context";
import type { Principal } from "@/lib/principals/principal";
import { abilitiesOf, objectionTo, type ProposalFacts, proposalActions } from "./policy";
import type { ProposedVersion } from "./row";
import { proposalStatuses } from "./schema";

const personSchema = z.strictObject({ id: z.string(), name: z.string() });

const versionSchema = z.strictObject({
  id: z.string(),
  version: z.int(),
  digest: z.string(),
  file: z.string(),
  line: z.int(),
});

const differenceSchema = z
  .strictObject({
    direction: z.enum(["widening", "narrowing", "neutral"]),
    rule: z.string().describe("Stable name, such as longer-access"),
    role: z.string().nullable(),
    environment: z.string().nullable(),
    words: z.string(),
  })
  .meta({ id: "DeclarationDifference" });

/** The one shape in which a proposal reaches a page or the wire. */
export const proposalViewSchema = z
  .strictObject({
    id: z.string(),
    status: z.enum(proposalStatuses),
    service: z.string().describe("Its ref, namespace/application/component"),
    serviceTitle: z.string(),
    source: z.string(),
    before: versionSchema.describe("In force when this was proposed"),
    after: versionSchema.describe("What the source says"),
    waits: z.array(differenceSchema).describe("What widens access, and waits for an owner's yes"),
    acted: z.array(differenceSchema).describe("What counted at once"),
    owners: z.array(z.string()).describe("Whose yes it takes, as declared"),
    proposedBy: personSchema.nullable().describe("Who uploaded it"),
    createdAt: z.iso.datetime(),
    pendingUntil: z.iso.datetime(),
    closedAt: z.iso.datetime().nullable(),
    decidedBy: personSchema.nullable(),
    comment: z.string().nullable(),
    abilities: z.array(z.enum(proposalActions)).describe("What the caller may do with it now"),
    whyNot: z.string().nullable().describe("While pending: why the caller may not decide"),
  })
  .meta({ id: "DeclarationProposal" });

export type ProposalView = z.output<typeof proposalViewSchema>;

export function proposalView(ctx: Context, facts: ProposalFacts): ProposalView {
  const { row, inForce } = facts;
  return {
    id: row.id,
    status: row.status,
    service: row.service.ref,
    serviceTitle: row.service.title,
    source: row.service.sourceName,
    before: versionView(row.before),
    after: versionView(row.after),
    waits: row.waits.map(differenceView),
    acted: row.acted.map(differenceView),
    owners: row.status === "pending" ? inForce.owners : row.owners,
    proposedBy: personView(row.proposed_by),
    createdAt: row.created_at.toISOString(),
    pendingUntil: row.pending_until.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    decidedBy: personView(row.decided_by),
    comment: row.comment,
    abilities: abilitiesOf(ctx, facts),
    whyNot: row.status === "pending" ? (objectionTo("approve", ctx, facts)?.reason ?? null) : null,
  };
}

const versionView = ({ id, version, digest, file, line }: ProposedVersion) => ({
  id,
  version,
  digest,
  file,
  line,
});

const differenceView = ({
  direction,
  rule,
  role,
  environment,
  words,
}: ProposalFacts["row"]["waits"][number]) => ({
  direction,
  rule,
  role,
  environment,
  words,
});

const personView = (person: Principal | null) => person && { id: person.id, name: person.name };
