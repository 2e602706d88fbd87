import type { Preview, ServicePreview } from "@/lib/previews/schema";
import { factsOf, headline } from "./preview-report";

const mostLines = 50;

/** For a terminal or the log of a job. What comes from files and people is printed without its control characters. */
export function previewText(preview: Preview): string {
  const lines = [
    ...preview.problems.map(
      ({ file, line, column, severity, message }) => `${file}:${line}:${column} ${severity}: ${message}`,
    ),
    ...preview.services.flatMap(serviceLines),
    `${headline(preview)}.`,
    ...preview.cut.map((what) => `Not looked at: ${what}.`),
  ];
  return `${lines.map(plain).join("\n")}\n`;
}

function serviceLines(service: ServicePreview): string[] {
  const { ref, title, status, acts, waits, confirmers } = service;
  const lines = [`${title} (${ref}): ${status}`];
  if (acts.length > 0) lines.push("  at once:", ...acts.map(({ words }) => `    ${words}`));
  if (waits.length > 0)
    lines.push(
      `  waits for a yes of ${confirmers.join(" or ")}:`,
      ...waits.map(({ words }) => `    ${words}`),
    );
  for (const { title: heading, facts } of factsOf(service)) {
    lines.push(`  ${heading}`);
    for (const { what, who, place, words } of facts.slice(0, mostLines))
      lines.push(`    ${what}  ${who}  ${place}${words ? `  ${words}` : ""}`);
    if (facts.length > mostLines) lines.push(`    and ${facts.length - mostLines} more`);
  }
  return lines;
}

const plain = (line: string) => line.replaceAll(/\p{C}/gu, " ");
