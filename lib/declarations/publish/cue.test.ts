import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { runCue } from "./test-cue";
import { catalogueFiles, referenceFiles, traitsOf } from "./test-traits";
import {
  beyondCue,
  beyondSchema,
  beyondZod,
  broken,
  refusedByAll,
  type Variant,
  whole,
} from "./test-variants";
import { cueFile, yamlFile } from "./trait-definition";

const traitDefinition = z.object({
  spec: z.object({ schematic: z.object({ cue: z.object({ template: z.string() }) }) }),
});
const { template } = traitDefinition.parse(parse(yamlFile())).spec.schematic.cue;

/** Which of the traits CUE refuses, by their places in the list: one is on each line, and an error tells its line. */
function refused(traits: readonly unknown[]): number[] {
  const lines = traits.map((trait) => `#Access & ${JSON.stringify(trait)},`);
  const before = `${template.replace(/^parameter: .*$/m, "")}\ntraits: [\n`;
  const first = before.split("\n").length;
  const { code, errors } = runCue(["vet", "--all-errors"], `${before}${lines.join("\n")}\n]\n`);
  const at = [...errors.matchAll(/trait\.cue:(\d+):/g)].map(([, line]) => Number(line) - first);
  const places = [...new Set(at)].filter((place) => place >= 0).sort((one, other) => one - other);
  expect(code, errors).toBe(places.length > 0 ? 1 : 0);
  return places;
}

describe("CUE", { timeout: 60_000 }, () => {
  test("takes the definition as it is written", () => {
    expect(runCue(["vet"], cueFile())).toMatchObject({ code: 0, errors: "" });
  });

  test("turns the parameter into OpenAPI, as KubeVela does when the definition is installed", () => {
    const { code, output, errors } = runCue(
      ["def", "--out", "openapi"],
      template.replace(/^parameter:/m, "#parameter:"),
    );
    expect(errors).toBe("");
    expect(code).toBe(0);
    expect(output).toContain('"parameter"');
  });

  test("takes every sound trait, and refuses each rule broken that it has words for", () => {
    const variants = (list: Variant[]) => list.map(broken);
    const files = [...catalogueFiles, ...referenceFiles];
    const sound = [
      whole,
      ...files.flatMap(traitsOf),
      ...variants([...beyondCue, ...beyondSchema, ...beyondZod]),
    ];
    const bad = variants(refusedByAll);
    const names = refusedByAll.map(({ rule }) => rule);
    expect(refused([...sound, ...bad]).map((place) => names[place - sound.length] ?? place)).toEqual(names);
  });
});
