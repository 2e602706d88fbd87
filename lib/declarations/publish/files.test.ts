import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readDeclarations } from "../reader";
import { publishedFiles } from "./files";
import { type Part, type Parts, resolve, traitParts } from "./part";
import { withTables } from "./reference-tables";
import { broken, whole } from "./test-variants";

const root = path.resolve(import.meta.dirname, "../../..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const page = read("docs/access-trait.md");

test.each([...publishedFiles(read)])(
  "%s is what the schema says; else run npm run publish-trait",
  (file, text) => {
    expect(read(file)).toBe(text);
  },
);

test("a page without a place for the tables is refused", () => {
  expect(() => withTables("# The access trait")).toThrow(RangeError);
});

/** Every field of the trait as the page names it: "roles.<name>.duration.max". */
function fieldsOf(parts: Parts, part: Part, at: string): string[] {
  const { properties, items, anyOf, additionalProperties, propertyNames } = resolve(parts, part);
  return [
    ...(at === "" ? [] : [at]),
    ...Object.entries(properties ?? {}).flatMap(([name, inner]) =>
      fieldsOf(parts, inner, at === "" ? name : `${at}.${name}`),
    ),
    ...(items ? fieldsOf(parts, items, `${at}[]`) : []),
    ...(anyOf ?? []).flatMap((option) => fieldsOf(parts, option, at)),
    ...(typeof additionalProperties === "object" && propertyNames
      ? fieldsOf(parts, additionalProperties, `${at}.<name>`)
      : []),
  ];
}

const parts = traitParts();
const fields = [...new Set(fieldsOf(parts, parts.trait, ""))].filter(
  (field) => !/(?:\[\]|<name>)$/.test(field),
);

describe("the reference page", () => {
  test("has a row for every field, and a section for every map", () => {
    expect(fields.length).toBeGreaterThan(70);
    const missing = fields.filter(
      (field) => !page.includes(`| \`${field}\` |`) && !page.includes(`### \`${field}\`\n`),
    );
    expect(missing).toEqual([]);
  });

  test("says something about every field", () => {
    const rows = page.split("\n").filter((line) => /^\| `[a-zA-Z.<>[\]]+` \|/.test(line));
    for (const line of rows) expect(line.split(" | ")[4], line).toMatch(/^[A-Z].*\.$/);
  });

  test("links to what is there", () => {
    const targets = [...page.matchAll(/\]\(#([a-z]+)\)/g)].map(([, anchor]) => anchor);
    for (const anchor of new Set(targets)) expect(page).toContain(`<a id="${anchor}"></a>`);
  });

  const [first = "", , explained = ""] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, text]) => text,
  );

  test("explains a trait that is read without a word", () => {
    const report = readDeclarations(new TextEncoder().encode(explained), "access-trait.md");
    expect(report.documents).toMatchObject([{ verdict: "service", messages: [] }]);
    expect(report.documents[0]?.services).toHaveLength(1);
  });

  test("begins with a trait that is sound", () => {
    const [trait] = parse(first);
    expect(Object.keys(trait.properties)).toEqual(["owners", "roles"]);
  });
});

test("the whole trait of the tests has every field", () => {
  const has = (value: unknown, steps: string[]): boolean => {
    const [step, ...rest] = steps;
    if (step === undefined) return value !== undefined;
    const inner = step === "*" ? Object.values(Object(value)) : [Reflect.get(Object(value), step)];
    return inner.some((each) => has(each, rest));
  };
  const stepsOf = (field: string) => field.replaceAll("<name>", "*").replaceAll("[]", ".*").split(".");
  expect(fields.filter((field) => !has(whole, stepsOf(field)))).toEqual([]);
  expect(has(broken({ rule: "", path: ["title"] }), ["title"])).toBe(false);
});
