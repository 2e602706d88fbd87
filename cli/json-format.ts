import type { LintFormat } from "./lint";

/** JSON Lines: one object per document. */
export function jsonFormat(): LintFormat {
  return {
    begin: () => "",
    file: ({ report }) =>
      report.documents
        .map(({ index, kind, verdict, messages, services }) => {
          const refs = services.map(({ ref }) => ref);
          return `${JSON.stringify({ file: report.file, document: index, kind, verdict, messages, services: refs })}\n`;
        })
        .join(""),
    end: () => "",
  };
}
