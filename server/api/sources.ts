import { z } from "zod";
import { flag } from "@/lib/input/fields";
import { parseInput } from "@/lib/input/parse-input";
import { receivePush } from "@/lib/sources/git/receive-push";
import { listSources } from "@/lib/sources/queries";
import { syncNow } from "@/lib/sources/request-sync";
import { sourceViewSchema } from "@/lib/sources/schema";
import { uploadFiles } from "@/lib/sources/upload/upload-files";
import { uploadViewSchema } from "@/lib/sources/upload/view";
import { route } from "../route";
import { pageOf } from "./page";
import { uploadedFiles, uploadTypes } from "./uploaded-files";

const tag = "Administration";

const uploadQuery = z.strictObject({
  dryRun: flag.describe("Stores nothing: says what the files would change, errors included"),
});

export const sourceRoutes = [
  route({
    method: "GET",
    path: "/api/v1/sources",
    summary: "How the sources of declarations are doing (admins and auditors)",
    tag,
    auth: "principal",
    response: pageOf(sourceViewSchema),
    handler: async ({ ctx }) => ({ items: await listSources(ctx), nextCursor: null }),
  }),
  route({
    method: "POST",
    path: "/api/v1/sources/{id}/sync",
    summary: "Look at a source now, in every process (admins)",
    tag,
    auth: "principal",
    response: z.strictObject({ name: z.string() }),
    status: 202,
    handler: ({ ctx, params }) => syncNow(ctx, params.id),
  }),
  route({
    method: "POST",
    path: "/api/v1/sources/{id}/upload",
    summary: "Make these files the whole state of an upload source (admins)",
    tag,
    auth: "principal",
    query: uploadQuery,
    consumes: uploadTypes,
    response: uploadViewSchema,
    async handler({ ctx, params, query, request }) {
      const { dryRun } = parseInput(uploadQuery, query);
      return uploadFiles(ctx, params.id, await uploadedFiles(request), { dryRun: dryRun === true });
    },
  }),
  route({
    method: "POST",
    path: "/api/v1/sources/{id}/push",
    summary: "Push webhook of GitHub (X-Hub-Signature-256) and GitLab (X-Gitlab-Token) for a git source",
    tag,
    auth: "none",
    consumes: ["application/json"],
    response: z.strictObject({
      syncing: z.boolean().describe("False for another event or another branch"),
    }),
    status: 202,
    async handler({ runtime, requestId, params, request }) {
      const { headers } = request;
      return receivePush(runtime, requestId, {
        source: params.id,
        proof: { signature: headers.get("x-hub-signature-256"), token: headers.get("x-gitlab-token") },
        event: headers.get("x-github-event") ?? headers.get("x-gitlab-event"),
        body: new Uint8Array(await request.arrayBuffer()),
      });
    },
  }),
];
