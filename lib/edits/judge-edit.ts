import type { Context } from "@/lib/context/context";
import { changesSummary } from "@/lib/declarations/changes/summary";
import { parseInput } from "@/lib/input/parse-input";
import { previewDeclarations } from "@/lib/previews/preview-declarations";
import type { Preview, ServicePreview } from "@/lib/previews/schema";
import { applicationAround, type Place, placeInText } from "./application-around";
import { tidied } from "./editable";
import { loadEditable, surroundingsOf } from "./load-editable";
import { judgeEditSchema } from "./schema";

/** One thing to say about a place in the text. */
export type EditProblem = Pick<Preview["problems"][number], "severity" | "message" | "hint"> & Place;

export interface EditVerdict {
  problems: EditProblem[];
  /** What the text would do, once merged; null while anything in it is an error. */
  preview: ServicePreview | null;
  /** "three changes wait for a yes, two act at once"; empty without a preview. */
  summary: string;
  /** What was too much to look at in full. */
  cut: string[];
}

/**
 * What the reader says of an edited trait, and what it would do: the preview of a file that declares it and nothing else.
 * Changes nothing. Owners of the service and platform admins; refuses as `loadEditable` does, and as `invalid-input` a text
 * that is longer than any declaration.
 */
export async function judgeEdit(ctx: Context, input: unknown): Promise<EditVerdict> {
  const { service, text: typed } = parseInput(judgeEditSchema, input);
  const row = await loadEditable(ctx, service);
  const around = surroundingsOf(row);
  const text = tidied(typed);
  const files = [{ path: noFile, content: applicationAround(text, around) }];
  const { ok, problems, services, cut } = await previewDeclarations(ctx, { files });
  const preview = services.find(({ ref }) => ref === row.ref) ?? null;
  return {
    problems: problems.map(({ severity, message, hint, ...place }) => ({
      severity,
      message,
      hint,
      ...placeInText(text, around, place),
    })),
    preview: ok ? preview : null,
    summary: preview ? changesSummary(preview) : "",
    cut,
  };
}

// A name that no source reads, so that nothing else is taken for a part of this file.
const noFile = ".edit.yaml";
