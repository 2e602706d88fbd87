"use client";
import { Download } from "lucide-react";
import { Diff } from "@/components/declarations/diff";
import { Button } from "@/components/ui/button";
import { Code } from "@/components/ui/code";
import { CodeBlock, CopyButton } from "@/components/ui/copy-button";
import { Notice } from "@/components/ui/layout";
import { tidied } from "@/lib/edits/editable";
import type { EditView } from "@/lib/edits/get-edit";
import { patchOf } from "@/lib/edits/patch";

/** What to take to the repository: a patch where one can be made, else the whole trait. Never of a text with an error. */
export function PatchPanel({
  edit,
  text,
  errors,
  isChecked,
}: {
  edit: EditView;
  text: string;
  errors: number;
  isChecked: boolean;
}) {
  const edited = tidied(text);
  if (edited === edit.text)
    return <p className="text-muted text-sm">There is none yet: the text is as it stands in the file.</p>;
  const isSound = errors === 0 && isChecked;
  return (
    <div className="grid min-w-0 gap-4">
      <Diff before={edit.text} after={edited} label="What your edit changes" />
      {errors > 0 ? (
        <p className="text-pending text-sm">
          Mend the errors first: of a file with an error, nothing would be published.
        </p>
      ) : null}
      {edit.block ? (
        <GitPatch edit={edit} block={edit.block} text={edited} isSound={isSound} />
      ) : (
        <WholeTrait edit={edit} text={edited} isSound={isSound} />
      )}
    </div>
  );
}

interface Taking {
  edit: EditView;
  text: string;
  isSound: boolean;
}

function GitPatch({ edit, block, text, isSound }: Taking & { block: NonNullable<EditView["block"]> }) {
  const patch = patchOf(edit.file, block, text);
  const name = `${edit.ref.replaceAll("/", "-")}.patch`;
  const isGit = edit.source.kind === "git";
  const flags = [
    patch.endsOpen ? "--unidiff-zero" : "",
    isGit ? "" : '--directory="$(git rev-parse --show-prefix)"',
  ].filter(Boolean);
  const command = ["git apply", ...flags, name].join(" ");
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={patch.text} label="Copy patch" isWhole disabled={!isSound} />
        <Button size="sm" disabled={!isSound} onClick={() => download(name, patch.text)}>
          <Download aria-hidden className="size-3.5" />
          Download patch
        </Button>
      </div>
      <div className="grid gap-2 text-muted text-sm">
        <p>
          It changes <Code className="text-ink">{edit.file}</Code>. Run this in{" "}
          {isGit ? "the root of the repository" : `the folder that the source ${edit.source.name} reads`},
          then commit it as any other change.
        </p>
        {block.text.includes("\r\n") ? (
          <p>The file has Windows line ends: download the patch, as a clipboard may lose them.</p>
        ) : null}
      </div>
      <CodeBlock
        label="Commands"
        code={`git apply --check ${command.slice("git apply ".length)}\n${command}`}
      />
    </>
  );
}

function WholeTrait({ edit, text, isSound }: Taking) {
  return (
    <>
      <Notice title="No patch can be made">
        {edit.whyNoPatch} Put this in place of the properties of the access trait, indented as they are.
      </Notice>
      {isSound ? <CodeBlock label="The access trait" code={text} /> : null}
    </>
  );
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/x-diff" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
