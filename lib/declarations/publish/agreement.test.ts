import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { durationPatterns, parseDuration } from "@/lib/config/duration";
import { accessTrait } from "../trait";
import { checkTraitRules } from "../trait-rules";
import { accessSchema, applicationSchema } from "./json-schema";
import { catalogueFiles, documentsOf, referenceFiles, traitsOf } from "./test-traits";
import {
  beyondCue,
  beyondSchema,
  beyondZod,
  broken,
  refusedByAll,
  type Variant,
  whole,
} from "./test-variants";

// Either-or is said by what is required, of properties that are described beside it.
const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true })
  .addKeyword("patternErrorMessage")
  .addKeyword("namesFrom");
const isSound = ajv.compile(accessSchema("urn:test:access"));
const isSoundFile = ajv.compile(applicationSchema("urn:test:application"));
describe("what is sound", () => {
  const expectSound = (file: string) => {
    for (const trait of traitsOf(file)) {
      expect(isSound(trait), JSON.stringify(isSound.errors)).toBe(true);
      expect(accessTrait.safeParse(trait).success).toBe(true);
    }
    for (const document of documentsOf(file)) expect(isSoundFile(document)).toBe(true);
  };

  test.each(catalogueFiles.map((file) => [path.basename(file), file]))("%s", (_name, file) =>
    expectSound(file),
  );

  test.skipIf(referenceFiles.length === 0)("the example of the reference", () => {
    for (const file of referenceFiles) expectSound(file);
  });

  test("a trait with every field", () => {
    expect(accessTrait.safeParse(whole).error?.issues).toBeUndefined();
    expect(isSound(whole), JSON.stringify(isSound.errors)).toBe(true);
  });
});

const named = (variants: Variant[]) => variants.map((variant) => [variant.rule, variant] as const);

describe("zod and the JSON Schema refuse", () => {
  test.each(named([...refusedByAll, ...beyondCue]))("%s", (_rule, variant) => {
    const trait = broken(variant);
    expect(accessTrait.safeParse(trait).success).toBe(false);
    expect(isSound(trait)).toBe(false);
  });
});

describe("zod refuses, and no schema has words for", () => {
  test.each(named(beyondSchema))("%s", (_rule, variant) => {
    const trait = broken(variant);
    expect(accessTrait.safeParse(trait).success).toBe(false);
    expect(isSound(trait)).toBe(true);
  });
});

describe("only the reader's rules refuse", () => {
  test.each(named(beyondZod))("%s", (_rule, variant) => {
    const trait = broken(variant);
    expect(isSound(trait)).toBe(true);
    const problems = checkTraitRules(accessTrait.parse(trait), { topologies: ["topology-prod"] });
    expect(problems.some(({ severity }) => severity === "error")).toBe(true);
  });
});

// Texts that some field takes and others do not.
const texts = [
  ...[
    "",
    "a",
    "A",
    "a-b",
    "-a",
    "constructor",
    "prototype",
    "__proto__",
    "owners",
    "a b",
    "a\nb",
    "ä",
    "\u202e",
  ],
  ...["group:default/x", "group:A/x", "user:default/", "spiffe://a/b", "spiffe://a", "system:default/x"],
  ...[
    "8h",
    "0h",
    "h",
    "P1D",
    "PT",
    "P1DT",
    "1d12h",
    "12h1d",
    "99999d",
    "https://a.b/c",
    "https://a@b/",
    "http://[::1]:4/",
  ],
  ...[
    "orders:Get*",
    "orders:*",
    "orders:G*t",
    "urn:a:b",
    "URN:daypass:x",
    "low",
    "at+jwt",
    "a".repeat(64),
    "a".repeat(600),
  ],
];
const anything = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...texts) },
  fc.constantFrom(null, true, false, 0, 1, 10, 11, 500, 501, 1.5, -1, 2 ** 53),
  fc.constantFrom([], {}, [[]], ["a", "a"], [null], { max: "1h" }, { a: { scopes: ["a"] } }, { stages: [] }),
  fc.jsonValue({ maxDepth: 2 }),
);
const change = fc.record({
  at: fc.nat(),
  how: fc.constantFrom("replace", "remove", "add", "double"),
  value: anything,
});

/** Every map and list in `value`, with what it holds. */
function holders(value: unknown): object[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(holders)];
}

function changed(trait: unknown, changes: readonly { at: number; how: string; value: unknown }[]): unknown {
  const result = structuredClone(trait);
  for (const { at, how, value } of changes) {
    const places = holders(result).flatMap((holder) => Object.keys(holder).map((key) => ({ holder, key })));
    const place = places[at % places.length];
    if (!place) return result;
    const { holder, key } = place;
    if (Array.isArray(holder)) {
      const index = Number(key);
      if (how === "replace") holder[index] = value;
      else if (how === "remove") holder.splice(index, 1);
      else holder.push(how === "add" ? value : holder[index]);
    } else if (how === "replace") Reflect.set(holder, key, value);
    else if (how === "remove") Reflect.deleteProperty(holder, key);
    else
      Reflect.set(
        holder,
        how === "add" ? "added" : `${key}2`,
        how === "add" ? value : Reflect.get(holder, key),
      );
  }
  return result;
}

describe("the schema of a whole file", () => {
  const application = (properties: unknown, type = "access") => ({
    apiVersion: "core.oam.dev/v1beta1",
    kind: "Application",
    metadata: { name: "shop", labels: { any: "thing" } },
    spec: {
      components: [
        { name: "a", type: "webservice", properties: { image: "x" }, traits: [{ type, properties }] },
        { name: "b", type: "helm" },
      ],
      policies: [{ type: "topology" }],
    },
  });
  const [variant] = refusedByAll;
  const bad = variant && broken(variant);

  test.each<[string, unknown, boolean]>([
    ["a sound trait", application(whole), true],
    ["a broken trait", application(bad), false],
    ["a broken trait of a revision", application(bad, "access@v2"), false],
    ["an access trait without properties", application(undefined), false],
    ["any other trait", application(bad, "accessory"), true],
    ["a list with a broken trait", { apiVersion: "v1", kind: "List", items: [application(bad)] }, false],
    ["a list with a sound trait", { kind: "ApplicationList", items: [application(whole)] }, true],
    ["another kind", { ...application(bad), kind: "ApplicationRevision" }, true],
    ["a legacy Application", { ...application(bad), apiVersion: "core.oam.dev/v1alpha2" }, true],
    ["an empty document", null, true],
  ])("%s", (_what, document, answer) => {
    expect(isSoundFile(document), JSON.stringify(isSoundFile.errors)).toBe(answer);
  });
});

test("a trait that is changed anywhere has one answer from zod and from the JSON Schema", () => {
  const answers = { sound: 0, refused: 0 };
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const trait = changed(whole, changes);
      const answer = isSound(trait);
      answers[answer ? "sound" : "refused"] += 1;
      expect(accessTrait.safeParse(trait).success, JSON.stringify(isSound.errors)).toBe(answer);
    }),
    { numRuns: 2_000 },
  );
  expect(answers.sound).toBeGreaterThan(100);
  expect(answers.refused).toBeGreaterThan(100);
});

test("what the patterns call a duration is what parseDuration reads", () => {
  const piece = fc.oneof(
    fc.constantFrom("P", "T", "d", "h", "m", "s", "D", "H", "M", "S"),
    fc.nat(12_345).map(String),
  );
  const patterns = durationPatterns.map((pattern) => new RegExp(pattern, "u"));
  const isRead = (text: string) => {
    try {
      return parseDuration(text) > 0;
    } catch {
      return false;
    }
  };
  const form = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
  const written = fc
    .tuple(
      fc.constantFrom("", "P", "PT"),
      fc.nat(30),
      fc.constantFrom("d", "h", "H", "D", "M", "1d0"),
      fc.constantFrom("", "T", "T5M", "5m"),
    )
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(form, written), (text) => {
      fc.pre(text.length <= 20);
      expect(patterns.every((pattern) => pattern.test(text))).toBe(isRead(text));
    }),
    { numRuns: 5_000 },
  );
});
