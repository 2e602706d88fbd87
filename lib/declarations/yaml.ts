import { type Document, LineCounter, parseAllDocuments } from "yaml";

/** The most of 2,898 real files has 15. */
export const mostDocuments = 200;

export type YamlDocument = Document.Parsed;

export type Stream =
  | { documents: YamlDocument[]; lines: LineCounter }
  | { tooMany: true; lines: LineCounter };

/**
 * Reads a stream of YAML 1.2 documents, or JSON. What is wrong with a document is in its `errors` and `warnings`; what is
 * legal YAML and refused all the same is found by structure.ts. Nothing is converted to JavaScript objects here.
 */
export function parseStream(text: string): Stream {
  const lines = new LineCounter();
  // Counted beforehand: thousands of documents take seconds to compose.
  if (countMarkers(text) > mostDocuments) return { tooMany: true, lines };
  const documents = parseAllDocuments(text, {
    version: "1.2",
    schema: "core",
    strict: true,
    uniqueKeys: true,
    stringKeys: true,
    merge: false,
    prettyErrors: false,
    logLevel: "silent",
    lineCounter: lines,
  });
  return { documents: Array.isArray(documents) ? documents : [], lines };
}

/** Document markers stand at the beginning of a line, and nothing else can. */
function countMarkers(text: string): number {
  let count = 1;
  for (const _ of text.matchAll(/^(?:---|\.\.\.)(?=\s|$)/gm)) {
    count += 1;
    if (count > mostDocuments + 1) break;
  }
  return count;
}
