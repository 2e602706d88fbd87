import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn";

const control =
  "w-full rounded-md border border-line-strong bg-surface px-3 text-ink placeholder:text-muted aria-invalid:border-refused disabled:opacity-60";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return (
    <input
      className={cn(
        control,
        "h-9 text-sm file:mr-3 file:h-full file:cursor-pointer file:font-medium",
        className,
      )}
      {...rest}
    />
  );
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={cn(control, "min-h-24 py-2 text-sm", className)} {...rest} />;
}

export function Select({ className, ...rest }: ComponentProps<"select">) {
  return <select className={cn(control, "h-9 pr-8 text-sm", className)} {...rest} />;
}

export interface FieldIds {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

/** A labelled control with its hint and its error, tied together for screen readers. */
export function Field({
  id: given,
  label,
  hint,
  error,
  children,
}: {
  /** For what finds the control by its id; absent: any. */
  id?: string | undefined;
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null;
  children: (ids: FieldIds) => ReactNode;
}) {
  const own = useId();
  const id = given ?? own;
  const described = [hint ? `${id}-hint` : null, error ? `${id}-error` : null].filter(Boolean).join(" ");
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": error ? true : undefined })}
      {hint ? (
        <p id={`${id}-hint`} className="text-[13px] text-muted">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-[13px] text-refused">
          {error}
        </p>
      ) : null}
    </div>
  );
}
