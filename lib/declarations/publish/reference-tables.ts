import { capital } from "../describe";
import { type Part, type Parts, resolve, traitParts } from "./part";
import { anchorOf, exampleOf, hasForm, kindOf, lengthOf, limitsOf } from "./part-words";

const start = "<!-- What follows is written by npm run publish-trait. -->";
const end = "<!-- The end of what is written by npm run publish-trait. -->";

/** The page with its tables of every field and every kind of value anew. Throws a RangeError when it has no place for them. */
export function withTables(page: string): string {
  const [before, rest] = page.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new RangeError(`the page lacks ${start} or ${end}`);
  return `${before}${start}\n\n${tables(traitParts())}\n${end}${after}`;
}

function tables(parts: Parts): string {
  const fields = Object.entries(parts.trait.properties ?? {});
  const own = fields.filter(([, part]) => !isGroup(parts, part));
  const groups = fields.filter(([, part]) => isGroup(parts, part));
  return [
    section("The service", undefined, rowsOf(parts, own, parts.trait, "")),
    ...groups.map(([name, part]) => group(parts, name, part)),
    kinds(parts),
  ].join("\n");
}

const isGroup = (parts: Parts, part: Part) => resolve(parts, part).type === "object";

/** A section for a map of fields, or for what each name of a map holds. */
function group(parts: Parts, name: string, part: Part): string {
  const each = typeof part.additionalProperties === "object" ? part.additionalProperties : undefined;
  const holder = resolve(parts, each ?? part);
  const words = [
    part.description,
    each ? `${capital(limitsOf(part))}.` : "",
    each ? `Each: ${lower(holder.description ?? "")}` : "",
  ];
  const path = each ? `${name}.<name>.` : `${name}.`;
  return section(
    `\`${name}\``,
    words.filter(Boolean).join(" "),
    rowsOf(parts, Object.entries(holder.properties ?? {}), holder, path),
  );
}

const section = (title: string, words: string | undefined, rows: string[]): string =>
  [
    `### ${title}\n`,
    ...(words ? [`${words}\n`] : []),
    "| field | what it is | limits | left out | meaning | example |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");

function rowsOf(parts: Parts, fields: [string, Part][], holder: Part, path: string): string[] {
  return fields.flatMap(([name, part]) => {
    const here = `${path}${name}`;
    const isRequired = holder.required?.includes(name) ?? false;
    const cells = [
      `\`${here}\``,
      kindOf(parts, part),
      limitsOf(hasForm(resolve(parts, part)) ? part : resolve(parts, part)),
      isRequired ? "**required**" : leftOut(part),
      prose(part.description),
      exampleOf(resolve(parts, part), part),
    ];
    return [row(cells), ...inside(parts, part, here)];
  });
}

/** The fields inside a field, however deep; the tables leave out only what a map of another section holds. */
function inside(parts: Parts, part: Part, path: string): string[] {
  const target = resolve(parts, part);
  if (target.items) return inside(parts, target.items, `${path}[]`);
  if (target.anyOf && target.type === undefined) {
    const fields = new Map(target.anyOf.flatMap((option) => Object.entries(option.properties ?? {})));
    const required = [...fields.keys()].filter((name) =>
      target.anyOf?.every((option) => option.required?.includes(name)),
    );
    return rowsOf(parts, [...fields], { required }, `${path}.`);
  }
  return rowsOf(parts, Object.entries(target.properties ?? {}), target, `${path}.`);
}

const leftOut = ({ default: value, absent }: Part): string =>
  value === undefined ? prose(absent) : `\`${String(value)}\``;

function kinds({ named }: Parts): string {
  const rows = [...named]
    .filter(([, part]) => hasForm(part))
    .map(([name, part]) => {
      const examples = (part.examples ?? []).map((example) => `\`${String(example)}\``).join(", ");
      const target = `<a id="${anchorOf(name)}"></a>${name}`;
      return row([target, prose(part.description), prose(part.form), lengthOf(part), examples]);
    });
  return [
    "### Kinds of values\n",
    "| kind | what it is | form | characters | examples |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

const row = (cells: string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
/** Outside code, Markdown would take these for its own. */
const prose = (text = ""): string => text.replaceAll(/[<*]/g, "\\$&");
const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
