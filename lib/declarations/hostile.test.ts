import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createReader } from "./reader-pool";
import type { FileReport } from "./report";
import { hostileTexts } from "./test-hostile";

// Section 11 of the reference, fixture by fixture: what each file must be called, and the rule that must say so.
const folder = path.resolve(import.meta.dirname, "../../../shared/oam/hostile");
const expected: Record<string, [verdict: string, rule?: string]> = {
  // Valid OAM, whose trait has no roles: that is all that is wrong with it.
  "00-valid.yaml": ["error", "access-schema"],
  "01-alias-bomb.yaml": ["error", "yaml-alias"],
  "02-alias-bomb-in-properties.yaml": ["error", "yaml-alias"],
  "03-self-referencing-anchor.yaml": ["error", "yaml-alias"],
  "04-benign-anchors-and-merge.yaml": ["error", "yaml-merge"],
  "05-duplicate-top-key.yaml": ["error", "yaml-duplicate-key"],
  "06-duplicate-owner-key.yaml": ["error", "yaml-duplicate-key"],
  "07-duplicate-components.yaml": ["error", "duplicate-component"],
  "08-duplicate-access-trait.yaml": ["error", "trait-twice"],
  "09-tab-indent.yaml": ["error", "yaml-tab-as-indent"],
  "10-proto-pollution.yaml": ["error", "reserved-key"],
  "11-proto-as-names.yaml": ["error", "name"],
  "12-merge-key-proto.yaml": ["error", "yaml-merge"],
  "13-unknown-apiversion.yaml": ["skipped", "api-version"],
  "14-look-alike-group.yaml": ["skipped", "api-version"],
  "15-v1alpha2-applicationconfiguration.yaml": ["legacy", "legacy"],
  "16-v1alpha2-application.yaml": ["legacy", "legacy"],
  "17-legacy-appfile.yaml": ["legacy", "legacy"],
  "18-invalid-utf8.yaml": ["error", "not-utf-8"],
  "19-utf16le-bom.yaml": ["error", "not-utf-8"],
  "20-utf8-bom.yaml": ["error", "access-schema"],
  "21-nul-byte.yaml": ["error", "control-character"],
  "22-crlf.yaml": ["error", "access-schema"],
  "23-deep-flow.yaml": ["error", "too-deep"],
  "28-helm-template-scalar.yaml": ["error", "templated"],
  "29-helm-template-lines.yaml": ["error", "templated"],
  "30-complex-key.yaml": ["error", "yaml-non-string-key"],
  "31-non-string-keys.yaml": ["error", "yaml-1.1"],
  "32-yaml11-booleans.yaml": ["error", "yaml-1.1"],
  "33-octal-hex-float-sexagesimal.yaml": ["error", "yaml-1.1"],
  "34-js-tag.yaml": ["error", "yaml-tag"],
  "35-timestamp.yaml": ["error", "yaml-1.1"],
  "36-name-uppercase.yaml": ["error", "name"],
  "37-name-traversal.yaml": ["error", "name"],
  "38-name-html.yaml": ["error", "name"],
  "39-name-254.yaml": ["error", "name"],
  "40-name-number.yaml": ["error", "name"],
  "41-name-bidi-homoglyph.yaml": ["error", "name"],
  "42-null-everything.yaml": ["error", "name"],
  "43-components-map.yaml": ["error", "shape"],
  "44-traits-map.yaml": ["error", "shape"],
  "45-properties-string.yaml": ["error", "access-shape"],
  "46-properties-null.yaml": ["error", "access-shape"],
  "47-list-kind.yaml": ["error", "access-schema"],
  "48-nested-list.yaml": ["skipped", "nested-list"],
  "49-embedded-in-configmap.yaml": ["skipped"],
  "50-json.json": ["not-requestable"],
  "51-json-dup-keys.json": ["error", "yaml-duplicate-key"],
  "52-empty.yaml": ["skipped"],
  "53-only-comments.yaml": ["skipped"],
  "54-scalar-doc.yaml": ["error", "not-a-map"],
  "55-html-instead-of-yaml.yaml": ["error", "html"],
  "56-second-doc-broken.yaml": ["error", "yaml-block-as-implicit-key"],
  "57-trailing-garbage-after-end.yaml": ["error", "yaml-bad-indent"],
  "58-override-weakens.yaml": ["error", "policy-changes-access"],
  "59-versioned-trait-type.yaml": ["error", "access-schema"],
  "60-directive.yaml": ["error", "yaml-directive"],
  "61-case-variants.yaml": ["error", "kind"],
  "62-redos-like-duration.yaml": ["error", "access-schema"],
  "63-server-side-fields.yaml": ["error", "access-schema"],
  "64-secret-in-properties.yaml": ["error", "credential"],
  "65-ssrf-urls.yaml": ["error", "access-schema"],
  "66-line-separators.yaml": ["error", "access-schema"],
};

// The rule that refuses a file must not depend on how busy the machine is.
const reader = createReader({ timeLimitMs: 15_000 });
afterAll(() => reader.close());

function judge({ documents }: FileReport) {
  expect(documents.flatMap(({ services }) => services)).toEqual([]);
  expect("polluted" in {}).toBe(false);
  return {
    verdict: documents.at(-1)?.verdict,
    rules: documents.flatMap(({ messages }) => messages.map(({ rule }) => rule)),
  };
}

describe.skipIf(!existsSync(folder))("hostile files", () => {
  test("are all expected", () => {
    const files = existsSync(folder) ? readdirSync(folder).filter((file) => !file.endsWith(".py")) : [];
    expect(files.toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test.each(Object.entries(expected))("%s", async (file, [verdict, rule]) => {
    const judged = judge(await reader.read(readFileSync(path.join(folder, file)), file));
    expect(judged.verdict).toBe(verdict);
    if (rule) expect(judged.rules).toContain(rule);
    else expect(judged.rules).toEqual([]);
  });
});

describe("hostile inputs that no file holds", () => {
  test.each(hostileTexts)("%s", async (_what, text, rule) => {
    const judged = judge(await reader.read(new TextEncoder().encode(text), "x.yaml"));
    expect(judged.verdict).toBe("error");
    expect(judged.rules).toContain(rule);
  });
});
