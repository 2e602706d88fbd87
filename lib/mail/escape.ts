import { cut } from "@/lib/notifications/cut";

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for HTML, in an element or in a quoted attribute. Everything in a mail that anybody wrote goes through here. */
export const escapeHtml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? "");

/** Text for one line of a header or of plain text: no line ends, nothing invisible that could turn it around. */
export const oneLine = (text: string, longest: number) =>
  cut(text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim(), longest);
