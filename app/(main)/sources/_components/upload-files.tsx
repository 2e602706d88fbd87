"use client";
import { Upload } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { toast } from "@/components/ui/toast";
import type { UploadView } from "@/lib/sources/upload/view";
import { previewUpload, upload } from "../actions";
import { UploadPreview } from "./upload-preview";

/** Nothing is stored before its preview was seen. */
export function UploadFiles({ name }: { name: string }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [form, setForm] = useState<FormData | null>(null);
  const [preview, setPreview] = useState<UploadView | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();

  // Not the form's action: React would empty the form, and the page would forget what was chosen.
  const look = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const chosen = new FormData(event.currentTarget);
    startSending(async () => {
      const answer = await previewUpload(name, chosen);
      setProblem(answer.ok ? null : answer.problem.detail);
      setForm(chosen);
      setPreview(answer.ok ? answer.value : null);
    });
  };
  const store = (chosen: FormData) =>
    startSending(async () => {
      const answer = await upload(name, chosen);
      if (!answer.ok) return setProblem(answer.problem.detail);
      change(false);
      toast(`${name} says what you uploaded`);
      router.refresh();
    });
  const change = (next: boolean) => {
    setOpen(next);
    if (next) return;
    setForm(null);
    setPreview(null);
    setProblem(null);
  };
  const isBroken = preview?.problems.some(({ severity }) => severity === "error") ?? true;
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        <Upload aria-hidden className="size-3.5" />
        Upload files
        <span className="sr-only"> to {name}</span>
      </Button>
      <Dialog
        open={open}
        onOpenChange={change}
        title={`Upload files to ${name}`}
        lead="They replace everything that this source said before. First you see what that changes."
      >
        <div className="grid gap-4">
          <form onSubmit={look} className="grid gap-4" onChange={() => setPreview(null)}>
            <Field
              label="Files"
              hint="OAM Applications as YAML or JSON, at most 200 files and 1 MiB together."
              error={problem}
            >
              {(ids) => (
                <Input {...ids} name="files" type="file" multiple required accept=".yaml,.yml,.json" />
              )}
            </Field>
            <Button
              type="submit"
              look={preview ? "secondary" : "primary"}
              disabled={sending}
              className="w-fit"
            >
              Show what changes
            </Button>
          </form>
          {preview ? <UploadPreview preview={preview} /> : null}
          <div className="flex justify-end gap-2">
            <Button onClick={() => change(false)}>Keep as it is</Button>
            {preview && form && !isBroken ? (
              <Button look="primary" disabled={sending} onClick={() => store(form)}>
                Replace {name}
              </Button>
            ) : null}
          </div>
        </div>
      </Dialog>
    </>
  );
}
