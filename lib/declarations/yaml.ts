import { Composer, type CST, type Document, Lexer, Parser } from "yaml";

/** The most of 2,898 real files has 15. */
export const mostDocuments = 200;

/** The most of 2,898 real files has 30,677. A file of nothing but brackets takes seconds and a gigabyte. */
const mostTokens = 120_000;

/** Of the grammar, in one file. What has more was never meant to be YAML. */
const mostMistakes = 100;

/** A declaration may have 64 levels. The composer is recursive, and V8 aborts the process near the end of the stack. */
const deepestStack = 100;

export type YamlDocument = Document.Parsed;

export type TooMuch = "documents" | "tokens" | "depth" | "mistakes";

export type Stream = { documents: YamlDocument[] } | { tooMuch: TooMuch; offset: number };

/**
 * Reads a stream of YAML 1.2 documents, or JSON. What is wrong with a document is in its `errors` and `warnings`; what is
 * legal YAML and refused all the same is found by structure.ts. Nothing is converted to JavaScript objects here, and nothing
 * is composed before it is known to be of a size that takes well under a second.
 */
export function parseStream(text: string): Stream {
  const tokens: CST.Token[] = [];
  const parser = new Parser();
  const seen = { offset: 0, tokens: 0, documents: 1, mistakes: 0 };
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type === "error") seen.mistakes += 1;
    }
    if (!isScalar && (lexeme === "---" || lexeme === "...")) seen.documents += 1;
    isScalar = lexeme === "\u001f";
    seen.tokens += 1;
    const tooMuch = whatIsTooMuch(seen, parser.stack.length);
    if (tooMuch) return { tooMuch, offset: seen.offset };
    if (!modes.has(lexeme)) seen.offset += lexeme.length;
  }
  for (const token of parser.end()) tokens.push(token);
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    strict: true,
    // Compares every key with every other one. structure.ts finds duplicates in one pass.
    uniqueKeys: false,
    stringKeys: true,
    merge: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  return { documents: [...composer.compose(tokens, false, text.length)] };
}

// Lexemes that are no text of the file, but say what follows.
const modes = new Set(["\u0002", "\u0018", "\u001f"]);

function whatIsTooMuch(
  seen: { tokens: number; documents: number; mistakes: number },
  depth: number,
): TooMuch | undefined {
  if (seen.documents > mostDocuments + 1) return "documents";
  if (seen.tokens > mostTokens) return "tokens";
  if (seen.mistakes > mostMistakes) return "mistakes";
  return depth > deepestStack ? "depth" : undefined;
}
