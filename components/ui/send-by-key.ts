import type { KeyboardEvent } from "react";

/** For a text field: Ctrl or Cmd with Enter sends the form that it is in. */
export function sendByKey(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) event.currentTarget.form?.requestSubmit();
}
