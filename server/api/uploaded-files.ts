import { AppError } from "@/lib/errors/app-error";
import { filesOfForm } from "@/lib/sources/upload/form-files";
import type { UploadedFile } from "@/lib/sources/upload/snapshot";

export const uploadTypes = [
  "text/yaml",
  "application/yaml",
  "text/x-yaml",
  "application/x-yaml",
  "multipart/form-data",
];

/** The files of a form; a body that is YAML is one file. */
export async function uploadedFiles(request: Request): Promise<UploadedFile[]> {
  if (!request.headers.get("content-type")?.toLowerCase().startsWith("multipart/"))
    return [{ path: "upload.yaml", bytes: new Uint8Array(await request.arrayBuffer()) }];
  const form = await request.formData().catch(() => {
    throw new AppError("bad-request", "The body is not multipart/form-data.");
  });
  return filesOfForm(form);
}
