import { classifyNames, isSkipped } from "./kind";
import { looksTemplated } from "./templated";

/** What a document that cannot be read says that it is, at the beginning of a line. Only for the report. */
export function sniffKind(source: string): string | null {
  const [kind] = namesIn(source, "kind");
  const [apiVersion] = namesIn(source, "apiVersion");
  if (!kind) return apiVersion ?? null;
  return apiVersion ? `${apiVersion}/${kind}` : kind;
}

/**
 * Whether a document that cannot be read is clearly some other tool's, so that its mistakes are nobody's here: it names
 * another kind and nowhere one of ours. In a file that nowhere names OAM, a template or broken JSON is another tool's as well.
 */
export function isForeign(source: string, file: { name: string; text: string }): boolean {
  const kinds = namesIn(source, "kind");
  const apiVersions = namesIn(source, "apiVersion");
  if (kinds.length > 0 && apiVersions.length > 0)
    return apiVersions.every((apiVersion) =>
      kinds.every((kind) => isSkipped(classifyNames(apiVersion, kind).what)),
    );
  if (file.text.includes("oam.dev") || kinds.some((kind) => kind.startsWith("Application"))) return false;
  return looksTemplated(source) || /\.json$/i.test(file.name);
}

const patterns = {
  kind: /^["']?kind["']?[ \t]*:[ \t]*["']?([A-Za-z]{1,63})/gm,
  apiVersion: /^["']?apiVersion["']?[ \t]*:[ \t]*["']?([a-z0-9./-]{1,100})/gm,
};

const namesIn = (source: string, field: keyof typeof patterns): string[] =>
  [...source.matchAll(patterns[field])].map((match) => match[1] ?? "");
