import type { UploadedFile } from "./snapshot";

/** The files of a form, whatever its fields are called; a field that was left empty is none. */
export async function filesOfForm(form: FormData): Promise<UploadedFile[]> {
  const parts = [...form.values()].filter((part) => typeof part !== "string");
  return Promise.all(
    parts
      .filter((part) => part.name !== "" || part.size > 0)
      .map(async (part) => ({ path: part.name, bytes: new Uint8Array(await part.arrayBuffer()) })),
  );
}
