import { z } from "zod";
import { knownIssuersOf } from "@/lib/declarations/inert-trust";
import type { FileReport } from "@/lib/declarations/report";
import { AppError } from "@/lib/errors/app-error";
import { type Call, route } from "../route";

const messageSchema = z.strictObject({
  severity: z.enum(["error", "warning"]),
  rule: z.string(),
  path: z.string(),
  line: z.int(),
  column: z.int(),
  message: z.string(),
  hint: z.string().nullable(),
});

const reportSchema = z
  .strictObject({
    ok: z.boolean().describe("False when any document is an error; nothing of its file would be published"),
    documents: z.array(
      z.strictObject({
        file: z.string(),
        index: z.int().describe("Position in the file, from 0"),
        kind: z.string().nullable(),
        verdict: z.enum(["service", "not-requestable", "skipped", "legacy", "error"]),
        messages: z.array(messageSchema),
        services: z.array(z.strictObject({ ref: z.string(), title: z.string(), roles: z.array(z.string()) })),
      }),
    ),
  })
  .meta({ id: "DeclarationReport" });

const yamlTypes = ["text/yaml", "application/yaml", "text/x-yaml", "application/x-yaml"];
const mostFiles = 50;

export const declarationRoutes = [
  route({
    method: "POST",
    path: "/api/v1/declarations/validate",
    summary: "Read OAM files and say what they mean and what is wrong; changes nothing",
    tag: "Declarations",
    auth: "principal",
    consumes: [...yamlTypes, "multipart/form-data"],
    response: reportSchema,
    async handler({ request, runtime }) {
      const { config, reader } = runtime;
      const issuers = knownIssuersOf(config);
      const sent = await readFiles(request);
      const files = await Promise.all(sent.map(({ name, bytes }) => reader.read(bytes, name, { issuers })));
      return { ok: files.every((file) => file.ok), documents: files.flatMap(documentViews) };
    },
  }),
];

async function readFiles(request: Call["request"]): Promise<{ name: string; bytes: Uint8Array }[]> {
  if (!request.headers.get("content-type")?.toLowerCase().startsWith("multipart/"))
    return [{ name: "stdin.yaml", bytes: new Uint8Array(await request.arrayBuffer()) }];
  const form = await request.formData().catch(() => {
    throw new AppError("bad-request", "The body is not multipart/form-data.");
  });
  const parts = [...form.values()].filter((part) => typeof part !== "string");
  if (parts.length === 0 || parts.length > mostFiles)
    throw new AppError("invalid-input", `Send 1 to ${mostFiles} files.`);
  return Promise.all(
    parts.map(async (part) => ({ name: part.name, bytes: new Uint8Array(await part.arrayBuffer()) })),
  );
}

const documentViews = ({ file, documents }: FileReport) =>
  documents.map(({ services, ...document }) => ({
    file,
    ...document,
    services: services.map(({ ref, trait }) => ({
      ref,
      title: trait.title ?? ref,
      roles: Object.keys(trait.roles),
    })),
  }));
