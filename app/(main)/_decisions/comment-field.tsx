import { Field, Textarea } from "@/components/ui/field";
import { sendByKey } from "@/components/ui/send-by-key";

/** What goes with a yes, a no or a review, focused as soon as it is there. */
export function CommentField({
  label,
  hint,
  placeholder,
  error,
  value,
  onChange,
}: {
  label: string;
  hint?: string | undefined;
  placeholder?: string;
  error?: string | null;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <Field label={label} hint={hint} error={error ?? null}>
      {(ids) => (
        <Textarea
          {...ids}
          autoFocus
          onKeyDown={sendByKey}
          maxLength={1000}
          placeholder={placeholder}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
