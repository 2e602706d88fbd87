import type { Preview, ServicePreview } from "@/lib/previews/schema";
import { count, factsOf, headline } from "./preview-report";

/** By this a job finds the comment that it left before. */
const marker = "<!-- daypass-preview -->";
/** GitHub takes 65,536 characters of a comment, GitLab a million. */
const longest = 60_000;

/** A comment for a pull request: what matters above, the rest to be opened. As many rows as a comment holds. */
export function previewMarkdown(preview: Preview): string {
  for (const rows of [50, 10, 3]) {
    const text = render(preview, rows);
    if (text.length <= longest) return text;
  }
  return `${marker}\n### Daypass: ${headline(preview)}\n\nThe whole is too long for a comment; the job's JSON has it.\n`;
}

function render(preview: Preview, rows: number): string {
  const { problems, services, cut } = preview;
  const changed = services.filter(({ status }) => status !== "unchanged");
  return [
    marker,
    `### Daypass: ${headline(preview)}`,
    "",
    ...table(
      ["", "Where", "What"],
      problems.map(({ severity, file, line, column, message, hint }) => [
        severity,
        `${file}:${line}:${column}`,
        hint ? `${message} ${hint}` : message,
      ]),
      rows,
    ),
    ...(changed.length === 0 ? ["No service changes.", ""] : changed.flatMap((one) => serviceOf(one, rows))),
    ...cut.map((what) => `> Not looked at: ${escaped(what)}`),
    "",
  ].join("\n");
}

function serviceOf(service: ServicePreview, rows: number): string[] {
  const { ref, title, status, acts, waits, confirmers, impact } = service;
  const list = (changes: typeof acts) => [
    ...changes.slice(0, rows).map(({ words }) => `- ${escaped(words)}`),
    ...(changes.length > rows ? [`- and ${changes.length - rows} more`] : []),
  ];
  const lines = [`#### ${escaped(title)} (${escaped(ref)}): ${status}`, ""];
  if (acts.length > 0) lines.push("Acts at once:", "", ...list(acts), "");
  if (waits.length > 0)
    lines.push(`Waits for a yes of ${escaped(confirmers.join(" or "))}:`, "", ...list(waits), "");
  for (const { title: heading, facts } of factsOf(service)) {
    const cells = facts.map(({ what, who, place, words }) => [what, who, place, words]);
    const body = table(["", "Who", "What", "How"], cells, rows);
    const summary = `${escaped(heading)} (${facts.length})`;
    lines.push("<details>", `<summary>${summary}</summary>`, "", ...body, "</details>", "");
  }
  if (impact && impact.notified > 0)
    lines.push(`${count(impact.notified, "person", "people")} would be told.`, "");
  return lines;
}

function table(head: string[], body: string[][], rows: number): string[] {
  if (body.length === 0) return [];
  const row = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    row(head),
    row(head.map(() => "---")),
    ...body.slice(0, rows).map((cells) => row(cells.map(escaped))),
    ...(body.length > rows ? ["", `and ${body.length - rows} more`] : []),
    "",
  ];
}

const longestCell = 300;

/**
 * Text that people and files brought, so that it is shown and does nothing: no markup, no link, no mention of anybody. A
 * mention and a reference to an issue are looked for after entities were read, so those are parted.
 */
function escaped(text: string): string {
  const line = text
    .replaceAll(/\p{C}|\s/gu, " ")
    .replaceAll(/ +/g, " ")
    .trim();
  const cut = [...line].length > longestCell ? `${[...line].slice(0, longestCell - 1).join("")}…` : line;
  return cut
    .replaceAll(/[\\`*_{}[\]<>()#+!|~&$:@]/g, (sign) => `&#${sign.codePointAt(0)};`)
    .replaceAll(/&#(?:64|35);/g, "$&&#8203;");
}
