import { LineCounter } from "yaml";
import type { ReaderOptions } from "./application";
import { decodeBytes } from "./bytes";
import { readDocument } from "./document";
import { Findings } from "./findings";
import type { DocumentReport, FileReport } from "./report";
import { mostDocuments, parseStream } from "./yaml";

const defaults: ReaderOptions = { traitTypes: ["access"], defaultNamespace: "default" };

/**
 * Reads one file of OAM declarations. Pure: no file is opened and nothing is fetched, whatever the bytes say. Never throws
 * for bad input; `ok` is false when any document is an error, and then nothing of the file may be published.
 */
export function readDeclarations(
  bytes: Uint8Array,
  file: string,
  options: Partial<ReaderOptions> = {},
): FileReport {
  const documents = readAll(bytes, { ...defaults, ...options });
  return { file, ok: documents.every((document) => document.verdict !== "error"), documents };
}

function readAll(bytes: Uint8Array, options: ReaderOptions): DocumentReport[] {
  const decoded = decodeBytes(bytes);
  if (!("text" in decoded))
    return [unreadable(decoded.rule, decoded.message, decoded.hint, decoded.readable)];
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(decoded.text.slice(0, 1000))) {
    return [
      unreadable(
        "html",
        "This is an HTML or XML page, not a declaration.",
        "A login or error page was probably saved in its place.",
      ),
    ];
  }
  const stream = parseStream(decoded.text);
  if ("tooMany" in stream) {
    return [
      unreadable(
        "too-many-documents",
        `The file holds more than ${mostDocuments} documents.`,
        "Split it into several files.",
      ),
    ];
  }
  if (stream.documents.length === 0) {
    return [{ index: 0, kind: null, verdict: "skipped", messages: [], services: [] }];
  }
  return stream.documents.map((document, index) =>
    readDocument(document, index, decoded.text, stream.lines, options),
  );
}

/** The report of a file that has no documents, because it could not be taken apart. */
function unreadable(rule: string, message: string, hint?: string, readable = ""): DocumentReport {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = readable.indexOf("\n"); at >= 0; at = readable.indexOf("\n", at + 1))
    lines.addNewLine(at + 1);
  const findings = new Findings(lines);
  findings.at("error", rule, readable.length, [], message, hint);
  return { index: 0, kind: null, verdict: "error", messages: findings.messages, services: [] };
}
