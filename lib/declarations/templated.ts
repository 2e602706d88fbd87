/**
 * Whether a text is a template (Helm, Go, Jinja, ERB) that something else must render first. Asked only of what cannot be
 * read: inside a string of a good file, such markers are ordinary content.
 */
export function looksTemplated(text: string): boolean {
  return /\{\{|\{%|<%[=\-# ]/.test(text);
}

export const templatedMessage = "This looks like a Helm or Go template, not like a finished file.";
export const templatedHint =
  "Render it first (helm template, vela addon …) and declare the result. Daypass does not render templates.";
