"use client";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Notice, Section } from "@/components/ui/layout";
import type { EditView } from "@/lib/edits/get-edit";
import { CodeField, type CodeFieldHandle } from "./code-field";
import { Effects } from "./effects";
import { PatchPanel } from "./patch-panel";
import { Problems } from "./problems";
import { useDraft } from "./use-draft";
import { useVerdict } from "./use-verdict";

/** The text, what is wrong with it, what it would do, and the patch that comes of it. */
export function Workbench({ edit }: { edit: EditView }) {
  const draft = useDraft(edit);
  const checked = useVerdict(edit.ref, draft.text, edit.mark);
  const field = useRef<CodeFieldHandle>(null);
  const { verdict } = checked;
  const errors = verdict?.problems.filter(({ severity }) => severity === "error").length ?? 0;
  return (
    <>
      {edit.isInForce ? null : (
        <Notice hue="pending" title={`Version ${edit.version} is not in force as a whole yet`}>
          What it widens waits for an owner. You edit that version; what your edit would do is told against
          what counts today.
        </Notice>
      )}
      {draft.begunWith === null ? null : (
        <Notice
          hue="pending"
          title={
            draft.begunWith === edit.version
              ? "The file changed since you began"
              : `The declaration changed since you began: version ${draft.begunWith} then, ${edit.version} now`
          }
        >
          Your text is kept. The patch below would turn what stands there now into your text, so look at what
          it takes away.
        </Notice>
      )}
      <div className="grid items-start gap-x-8 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <div className="min-w-0">
          <Section
            title={<span id="code-field-label">The access trait</span>}
            aside={
              draft.isChanged ? (
                <Button size="sm" look="quiet" onClick={draft.discard}>
                  Discard my changes
                </Button>
              ) : (
                <span>Version {edit.version}</span>
              )
            }
          >
            <CodeField
              ref={field}
              labelId="code-field-label"
              describedBy="code-field-keys"
              value={draft.text}
              onChange={draft.change}
              problems={verdict?.problems ?? []}
              topologies={edit.topologies}
            />
            <p id="code-field-keys" className="mt-2 text-[13px] text-muted">
              Ctrl-Space shows what may stand there. Tab indents; Esc, then Tab leaves the editor.
            </p>
            <Problems checked={checked} onGo={(place) => field.current?.goTo(place)} />
          </Section>
        </div>
        <aside className="min-w-0 lg:sticky lg:top-8 lg:max-h-[calc(100dvh-4rem)] lg:overflow-y-auto">
          <Section title="What it would do">
            <Effects checked={checked} isChanged={draft.isChanged} />
          </Section>
        </aside>
      </div>
      <Section title="The patch">
        <PatchPanel edit={edit} text={draft.text} errors={errors} isChecked={checked.isCurrent} />
      </Section>
    </>
  );
}
