"use client";
import { useRouter } from "next/navigation";
import { useId, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field, Textarea } from "@/components/ui/field";
import { sendByKey } from "@/components/ui/send-by-key";
import { toast } from "@/components/ui/toast";
import { longestComment } from "@/lib/comments/schema";
import { comment } from "./actions";
import { MentionOffer } from "./mention-offer";
import { useMentions } from "./use-mentions";

/** Says something about a request. `@` offers people who can see it, and only they can be mentioned. */
export function CommentForm({
  requestId,
  fieldId,
  isFocused = false,
  onSent,
}: {
  requestId: string;
  fieldId?: string;
  isFocused?: boolean;
  onSent?: () => void;
}) {
  const router = useRouter();
  const offerId = useId();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();
  const { field, offered, active, pick, onKey, setCaret, mentions } = useMentions(requestId, text, setText);
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (text.trim() === "" || sending) return;
    startSending(async () => {
      const answer = await comment(requestId, { text, mentions });
      if (!answer.ok) return setProblem(answer.problem.detail);
      setProblem(null);
      setText("");
      router.refresh();
      toast("Your comment is there");
      onSent?.();
    });
  };
  return (
    <form onSubmit={submit} className="grid gap-2">
      <Field
        id={fieldId}
        label="Comment"
        hint="Everybody who sees this request reads it. @ mentions somebody."
        error={problem}
      >
        {(ids) => (
          <div className="relative">
            <Textarea
              {...ids}
              ref={field}
              autoFocus={isFocused}
              maxLength={longestComment}
              aria-autocomplete="list"
              aria-controls={offered.length > 0 ? offerId : undefined}
              aria-activedescendant={offered.length > 0 ? `${offerId}-${active}` : undefined}
              className="min-h-18"
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setCaret(event.target.selectionStart);
              }}
              onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
              onBlur={() => setCaret(0)}
              onKeyDown={(event) => {
                if (!event.ctrlKey && !event.metaKey && onKey(event.key)) {
                  event.preventDefault();
                  event.stopPropagation();
                } else sendByKey(event);
              }}
            />
            <MentionOffer id={offerId} offered={offered} active={active} onPick={pick} />
          </div>
        )}
      </Field>
      <Button type="submit" size="sm" className="justify-self-start" disabled={sending || text.trim() === ""}>
        {sending ? "Sending…" : "Comment"}
      </Button>
    </form>
  );
}
