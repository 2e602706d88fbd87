import { LineCounter } from "yaml";
import type { ReaderOptions } from "./application";
import { decodeBytes } from "./bytes";
import { readDocument } from "./document";
import { Findings } from "./findings";
import type { DocumentReport, FileReport } from "./report";
import { looksTemplated, templatedHint, templatedMessage } from "./templated";
import { mostDocuments, parseStream, type TooMuch } from "./yaml";

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
  const documents = readAll(bytes, file, { ...defaults, ...options });
  return { file, ok: documents.every((document) => document.verdict !== "error"), documents };
}

function readAll(bytes: Uint8Array, name: string, options: ReaderOptions): DocumentReport[] {
  const decoded = decodeBytes(bytes);
  if (!("text" in decoded)) {
    const { readable, ...refusal } = decoded;
    return [unreadable(refusal, readable.length, linesOf(readable))];
  }
  const { text } = decoded;
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(text.slice(0, 1000))) return [unreadable(page, 0, linesOf(text))];
  const lines = linesOf(text);
  const stream = parseStream(text);
  if ("tooMuch" in stream) {
    const isTemplate = stream.tooMuch === "mistakes" && looksTemplated(text);
    return [unreadable(isTemplate ? template : refusals[stream.tooMuch], stream.offset, lines)];
  }
  if (stream.documents.length === 0) {
    return [{ index: 0, kind: null, verdict: "skipped", messages: [], services: [] }];
  }
  return stream.documents.map((document, index) => {
    // Of a broken document the range may end too early: it is everything up to the next one.
    const own = text.slice(document.range[0], stream.documents[index + 1]?.range[0]);
    return readDocument({ document, index, own, file: { name, text }, lines }, options);
  });
}

interface Refusal {
  rule: string;
  message: string;
  hint?: string;
}

const page: Refusal = {
  rule: "html",
  message: "This is an HTML or XML page, not a declaration.",
  hint: "A login or error page was probably saved in its place.",
};

const template: Refusal = { rule: "templated", message: templatedMessage, hint: templatedHint };

const refusals: Record<TooMuch, Refusal> = {
  documents: {
    rule: "too-many-documents",
    message: `The file holds more than ${mostDocuments} documents.`,
    hint: "Split it into several files.",
  },
  tokens: {
    rule: "too-many-values",
    message: "The file holds more values than any declaration needs.",
    hint: "Split it into several files.",
  },
  mistakes: { rule: "not-yaml", message: "The file is neither YAML nor JSON." },
  depth: { rule: "too-deep", message: "Values are nested too deep here.", hint: "Flatten it." },
};

/** The report of a file that could not be taken apart into documents. */
function unreadable({ rule, message, hint }: Refusal, offset: number, lines: LineCounter): DocumentReport {
  const findings = new Findings(lines);
  findings.at("error", rule, offset, [], message, hint);
  return { index: 0, kind: null, verdict: "error", messages: findings.messages, services: [] };
}

function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
  return lines;
}
