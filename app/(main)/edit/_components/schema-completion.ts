import {
  type CompletionContext,
  type CompletionResult,
  pickedCompletion,
  startCompletion,
} from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import { type Completion, completionsAt } from "@/lib/edits/completions";
import type { SchemaPart } from "@/lib/edits/trait-schema";

let schema: Promise<SchemaPart> | undefined;

/** The published one, which any other editor uses as well. Asked for once, and again where it did not come. */
function loadSchema(): Promise<SchemaPart> {
  schema ??= fetch("/schemas/access.json")
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`${answer.status}`))))
    .catch((error: unknown) => {
      schema = undefined;
      throw error;
    });
  return schema;
}

/** What the schema offers, as the editor takes it. On a blank place only for whoever asks. */
export function schemaCompletion(topologies: () => readonly string[]) {
  void loadSchema().catch(() => undefined);
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const known = await loadSchema().catch(() => null);
    if (!known || context.aborted) return null;
    const found = completionsAt(known, context.state.doc.toString(), context.pos, {
      topologies: topologies(),
    });
    if (!found || (found.from === context.pos && !context.explicit)) return null;
    return {
      from: found.from,
      options: found.options.map((option, index) => ({
        label: option.label,
        ...(option.isRequired ? { detail: "required" } : {}),
        ...(option.about === "" ? {} : { info: option.about }),
        // As the schema has them, what must be there first.
        boost: option.isRequired ? 99 : -index,
        apply: (
          view: EditorView,
          picked: Parameters<typeof pickedCompletion.of>[0],
          from: number,
          to: number,
        ) => take(view, option, picked, from, to),
      })),
      validFor: /^[\w:./@-]*$/,
    };
  };
}

function take(
  view: EditorView,
  { insert, caret, kind }: Completion,
  picked: Parameters<typeof pickedCompletion.of>[0],
  from: number,
  to: number,
): void {
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + caret },
    annotations: pickedCompletion.of(picked),
    userEvent: "input.complete",
    scrollIntoView: true,
  });
  // What follows a field may be known as well.
  if (kind === "field" && caret > 0) startCompletion(view);
}
