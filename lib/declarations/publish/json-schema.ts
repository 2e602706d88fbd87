import { mapInner, type Part, type Parts, traitParts } from "./part";

type Json = Record<string, unknown>;

const dialect = "https://json-schema.org/draft/2020-12/schema";

/** JSON Schema of the `properties` of an access trait. `id`: its absolute URI. */
export function accessSchema(id: string): Json {
  const parts = traitParts();
  return {
    $schema: dialect,
    $id: id,
    title: "The properties of the OAM trait access",
    ...forEditors(parts.trait),
    $defs: definitions(parts),
  };
}

/**
 * JSON Schema of a YAML file that may hold Applications, for editors: of an Application it checks the access traits and
 * nothing else; `List` and `ApplicationList` one level deep, as the reader does. Any other document passes.
 */
export function applicationSchema(id: string): Json {
  const parts = traitParts();
  return {
    $schema: dialect,
    $id: id,
    title: "An OAM Application with access traits",
    allOf: [
      { $ref: "#/$defs/Application" },
      when(isList, { properties: { items: { type: "array", items: { $ref: "#/$defs/Application" } } } }),
    ],
    $defs: {
      Application: when(isApplication, application),
      Access: forEditors(parts.trait),
      ...definitions(parts),
    },
  };
}

const when = (condition: Json, consequence: Json): Json => ({
  if: { type: "object", ...condition },
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
  then: { type: "object", ...consequence },
});

const isApplication: Json = {
  required: ["apiVersion", "kind"],
  properties: { apiVersion: { const: "core.oam.dev/v1beta1" }, kind: { const: "Application" } },
};

const isList: Json = {
  required: ["kind"],
  properties: { kind: { enum: ["List", "ApplicationList"] } },
};

const isAccess: Json = {
  required: ["type"],
  properties: { type: { type: "string", pattern: "^access(?:@|$)" } },
};

const application: Json = {
  properties: {
    spec: {
      type: "object",
      properties: {
        components: {
          type: "array",
          items: {
            type: "object",
            properties: {
              traits: {
                type: "array",
                items: when(isAccess, {
                  required: ["properties"],
                  properties: { properties: { $ref: "#/$defs/Access" } },
                }),
              },
            },
          },
        },
      },
    },
  },
};

const definitions = (parts: Parts): Json =>
  Object.fromEntries([...parts.named].map(([name, part]) => [name, forEditors(part)]));

/** What other tools know: words for people become the description, and patterns are such as any engine reads. */
function forEditors(part: Part): Json {
  const { description, form, absent, pattern, allOf, ...rest } = part;
  const words = [description, form && `Form: ${form}.`, absent && `Without it: ${absent}.`];
  const said = words.filter((word) => word !== undefined).join(" ");
  return {
    ...(said === "" ? {} : { description: said }),
    ...matching(pattern, form),
    ...(allOf && { allOf: allOf.map((each) => matching(each.pattern, form)) }),
    ...mapInner(rest, forEditors),
  };
}

/** Editors show `patternErrorMessage` instead of the pattern; to everybody else it is a note. */
const matching = (pattern: string | undefined, form: string | undefined): Json =>
  pattern === undefined
    ? {}
    : {
        pattern: portable(pattern),
        ...(form === undefined ? {} : { patternErrorMessage: `Form: ${form}.` }),
      };

/** Not every engine knows \p{Cc}, which is U+0000 to U+001F and U+007F to U+009F, or lets a slash be escaped. */
const portable = (pattern: string): string =>
  pattern.replaceAll("\\p{Cc}", "\\u0000-\\u001f\\u007f-\\u009f").replaceAll("\\/", "/");
