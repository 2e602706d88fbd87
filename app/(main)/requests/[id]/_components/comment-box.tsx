"use client";
import { useKeys } from "@/components/shell/use-keys";
import { CommentForm } from "../../../_comments/comment-form";

const fieldId = "comment";

/** The comment field of the page; e goes there. */
export function CommentBox({ requestId }: { requestId: string }) {
  useKeys({ e: () => document.getElementById(fieldId)?.focus() });
  return (
    <div className="mt-4">
      <CommentForm requestId={requestId} fieldId={fieldId} />
    </div>
  );
}
