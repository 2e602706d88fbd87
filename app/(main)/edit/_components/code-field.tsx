"use client";
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import type { EditProblem } from "@/lib/edits/judge-edit";
import type { CodeEditor } from "./code-editor";

export interface CodeFieldHandle {
  /** Puts the cursor there, and the keyboard into the text. */
  goTo(place: { line: number; column: number }): void;
}

interface Props {
  ref: Ref<CodeFieldHandle>;
  labelId: string;
  describedBy: string;
  value: string;
  onChange: (value: string) => void;
  problems: EditProblem[];
  topologies: string[];
}

/** A text field that becomes an editor once that is loaded. Where it cannot be, the field does. */
export function CodeField({ ref, labelId, describedBy, value, onChange, problems, topologies }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [editor, setEditor] = useState<CodeEditor | null>(null);
  const [hasFailed, setHasFailed] = useState(false);
  const latest = useRef({ value, onChange, topologies });
  useEffect(() => {
    latest.current = { value, onChange, topologies };
  });

  useEffect(() => {
    let made: CodeEditor | undefined;
    let gone = false;
    import("./code-editor")
      .then(({ createCodeEditor }) => {
        if (gone || !host.current) return;
        made = createCodeEditor({
          parent: host.current,
          text: latest.current.value,
          attributes: { "aria-labelledby": labelId, "aria-describedby": describedBy },
          topologies: () => latest.current.topologies,
          onChange: (text) => latest.current.onChange(text),
        });
        setEditor(made);
      })
      .catch(() => setHasFailed(true));
    return () => {
      gone = true;
      made?.destroy();
      setEditor(null);
    };
  }, [labelId, describedBy]);

  useEffect(() => editor?.setText(value), [editor, value]);
  useEffect(() => editor?.setProblems(problems), [editor, problems]);
  useImperativeHandle(
    ref,
    () => ({
      goTo(place) {
        if (editor) return editor.goTo(place);
        const lines = latest.current.value.split("\n").slice(0, place.line - 1);
        const at = lines.reduce((sum, line) => sum + line.length + 1, 0) + place.column - 1;
        field.current?.focus();
        field.current?.setSelectionRange(at, at);
      },
    }),
    [editor],
  );
  return (
    <>
      <div ref={host} hidden={!editor} />
      {editor ? null : (
        <textarea
          ref={field}
          aria-labelledby={labelId}
          aria-describedby={describedBy}
          aria-invalid={problems.some(({ severity }) => severity === "error") || undefined}
          spellCheck={false}
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className="block h-128 w-full rounded-md border border-line-strong bg-surface p-3 font-mono text-[12.5px] leading-relaxed"
        />
      )}
      {hasFailed ? (
        <p role="status" className="mt-2 text-[13px] text-pending">
          The editor could not be loaded, so this is a plain field. Everything else works as it does.
        </p>
      ) : null}
      <noscript>
        <p className="mt-2 text-[13px] text-pending">
          This is the declaration. To change it here, JavaScript has to be on.
        </p>
      </noscript>
    </>
  );
}
