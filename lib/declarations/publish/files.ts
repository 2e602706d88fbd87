import { accessSchema, applicationSchema } from "./json-schema";
import { withTables } from "./reference-tables";
import { cueFile, yamlFile } from "./trait-definition";

/** Of the committed schemas; a server gives them the addresses it has them at. */
const idOf = (name: string) => `urn:daypass:schema:${name}:1`;

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

/**
 * Every file that is written from the trait's schema, by its path in the repository. `read` gives the text of a file that
 * is there already: of the reference page only the tables are written.
 */
export function publishedFiles(read: (path: string) => string): Map<string, string> {
  const page = "docs/access-trait.md";
  return new Map([
    ["deploy/schema/access.schema.json", json(accessSchema(idOf("access")))],
    ["deploy/schema/application.schema.json", json(applicationSchema(idOf("application")))],
    ["deploy/kubevela/definitions/access.cue", cueFile()],
    ["deploy/kubevela/access-traitdefinition.yaml", yamlFile()],
    [page, withTables(read(page))],
  ]);
}
