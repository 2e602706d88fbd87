import { previewDeclarations } from "@/lib/previews/preview-declarations";
import { previewDeclarationsSchema, previewSchema } from "@/lib/previews/schema";
import { route } from "../route";

export const declarationPreviewRoutes = [
  route({
    method: "POST",
    path: "/api/v1/declarations/preview",
    summary: "What changed declaration files would do to people, grants and requests; changes nothing",
    tag: "Declarations",
    auth: "principal",
    body: previewDeclarationsSchema,
    response: previewSchema,
    handler: ({ ctx, body }) => previewDeclarations(ctx, body),
  }),
];
