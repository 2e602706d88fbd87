const head = `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata:
  name: shop
spec:
  components:
`;
const component = "    - name: api\n      type: webservice\n      properties: {image: nginx}\n";
const trait =
  "      traits:\n        - type: access\n          properties:\n            owners: [group:default/payments]\n";
const valid = head + component + trait;
const inTrait = (text: string) => `${valid}            x: ${text}\n`;
const repeat = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join("");

/**
 * What, text, and the rule that must refuse it. Too large to be kept as files: the first four are the reference's, those
 * after them just small enough to be looked into.
 */
export const hostileTexts: [string, string, string][] = [
  ["24 deep block", valid + repeat(3_000, (index) => `${" ".repeat(12 + index)}a:\n`), "file-too-large"],
  ["25 many documents", `${valid}---\n`.repeat(5_000), "file-too-large"],
  [
    "26 many components",
    head + repeat(20_000, (n) => `    - name: c${n}\n      type: worker\n`),
    "too-many-values",
  ],
  ["27 long scalar", inTrait("A".repeat(2 << 20)), "file-too-large"],
  [
    "a block of a thousand levels",
    valid + repeat(1_000, (index) => `${" ".repeat(12 + index)}a:\n`),
    "too-deep",
  ],
  ["two thousand documents", `${valid}---\n`.repeat(2_000), "too-many-documents"],
  [
    "a thousand components",
    head + repeat(1_000, (n) => `    - {name: c${n}, type: w}\n`),
    "too-many-components",
  ],
  ["a scalar of a megabyte", inTrait("A".repeat(1_000_000)), "access-schema"],
  ["an escaped megabyte", inTrait(`"${"\\u0041".repeat(160_000)}"`), "access-schema"],
  ["as many values as there may be", inTrait(`[${'"",'.repeat(38_000)}]`), "trait-too-large"],
  ["as many maps", inTrait(`[${"{a},".repeat(17_000)}]`), "trait-too-large"],
  [
    "an alias a line",
    `${inTrait("&a b")}${repeat(10_000, (index) => `            k${index}: *a\n`)}`,
    "yaml-alias",
  ],
  ["a tag a value", inTrait(`[${"!a b,".repeat(22_000)}]`), "yaml-tag"],
  ["a quote that never ends", inTrait(`"${"a ".repeat(500_000)}`), "yaml-missing-char"],
  ["a quote over many lines", inTrait(`"${"a\n\n".repeat(300_000)}"`), "yaml-missing-char"],
  ["empty lines", "\r\n".repeat(500_000) + valid, "too-many-values"],
  ["brackets", `${head}${"[".repeat(900_000)}`, "too-deep"],
];
