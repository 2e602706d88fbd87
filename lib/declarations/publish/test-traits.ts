import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { z } from "zod";

const root = path.resolve(import.meta.dirname, "../../..");
const catalogue = path.join(root, "examples/catalogue");

/** The files of the examples, which are sound. */
export const catalogueFiles = readdirSync(catalogue).map((file) => path.join(catalogue, file));

/** The example of the reference, where it is at hand. */
export const referenceFiles = [path.resolve(root, "../shared/oam/example-application.yaml")].filter(
  existsSync,
);

export const documentsOf = (file: string): unknown[] =>
  parseAllDocuments(readFileSync(file, "utf8")).map((document) => document.toJS());

const application = z.object({
  spec: z.object({
    components: z.array(
      z.object({ traits: z.array(z.object({ type: z.string(), properties: z.unknown() })).default([]) }),
    ),
  }),
});

/** The properties of every access trait in a file, as written. */
export const traitsOf = (file: string): unknown[] =>
  documentsOf(file)
    .flatMap((document) => application.parse(document).spec.components)
    .flatMap(({ traits }) => traits)
    .filter(({ type }) => type === "access")
    .map(({ properties }) => properties);
