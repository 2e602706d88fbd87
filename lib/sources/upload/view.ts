import { z } from "zod";
import type { SyncPlan } from "../plan";
import { sortProblems } from "../problem";
import { sourceProblemSchema } from "../problem-schema";
import type { SourceReading } from "../read-source";

/** What an upload changes, or would change. */
export const uploadViewSchema = z
  .strictObject({
    source: z.string(),
    stored: z.boolean().describe("False for a dry run"),
    documents: z.array(
      z.strictObject({
        file: z.string(),
        index: z.int().describe("Position in the file, from 0"),
        kind: z.string().nullable(),
        verdict: z.enum(["service", "not-requestable", "skipped", "legacy", "error"]),
        services: z.array(z.string()),
      }),
    ),
    publish: z
      .array(
        z.strictObject({
          ref: z.string(),
          title: z.string(),
          change: z.enum(["new", "changed", "restored"]),
        }),
      )
      .describe("Services of which a new version would be, or was, published"),
    withdraw: z.array(z.string()).describe("Services that the files no longer declare"),
    problems: z.array(sourceProblemSchema).describe("With an error among them nothing is stored"),
  })
  .meta({ id: "Upload" });

export type UploadView = z.output<typeof uploadViewSchema>;

export function uploadView(
  source: string,
  stored: boolean,
  { files }: SourceReading,
  plan: SyncPlan,
): UploadView {
  return {
    source,
    stored,
    documents: files.flatMap((file) =>
      "report" in file
        ? file.report.documents.map(({ index, kind, verdict, services }) => ({
            file: file.path,
            index,
            kind,
            verdict,
            services: services.map((service) => service.ref),
          }))
        : [],
    ),
    publish: plan.publish.map(({ service, known }) => ({
      ref: service.ref,
      title: service.trait.title ?? service.component,
      change: !known ? "new" : known.status === "withdrawn" ? "restored" : "changed",
    })),
    withdraw: plan.withdraw.map((service) => service.ref),
    problems: sortProblems(plan.problems),
  };
}
