"use client";
import { useSyncExternalStore } from "react";
import { Field, Input } from "./field";

/** An instant, said in the reader's own time; `value` and what is given are RFC 3339, or nothing. */
export function InstantField({
  label,
  hint,
  error,
  isRequired = false,
  value,
  onChange,
}: {
  label: string;
  hint: string;
  error: string | null;
  isRequired?: boolean;
  value: string | undefined;
  onChange: (instant: string | undefined) => void;
}) {
  const zone = useSyncExternalStore(never, ownZone, nowhere);
  return (
    <Field label={label} hint={zone ? `Your own time, ${zone}. ${hint}` : hint} error={error}>
      {(ids) => (
        <Input
          {...ids}
          type="datetime-local"
          required={isRequired}
          value={zone ? localOf(value) : ""}
          onChange={(event) => onChange(instantOf(event.target.value))}
        />
      )}
    </Field>
  );
}

// The server knows no zone of the reader's.
const never = () => () => {};
const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const nowhere = () => null;

/** The field says local time without a zone. */
const instantOf = (local: string) => (local ? new Date(local).toISOString() : undefined);

function localOf(instant: string | undefined): string {
  if (!instant) return "";
  const at = new Date(instant);
  const [year, ...others] = [
    at.getFullYear(),
    at.getMonth() + 1,
    at.getDate(),
    at.getHours(),
    at.getMinutes(),
  ];
  const [month, day, hour, minute] = others.map((part) => String(part).padStart(2, "0"));
  return `${String(year).padStart(4, "0")}-${month}-${day}T${hour}:${minute}`;
}
