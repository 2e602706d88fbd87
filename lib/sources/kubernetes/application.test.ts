import { expect, test } from "vitest";
import { readDeclarations } from "@/lib/declarations/reader";
import { readApplication } from "./application";

const options = { addons: false };

const stored = (metadata: object = {}, spec: unknown = { components: [] }) => ({
  apiVersion: "core.oam.dev/v1beta1",
  kind: "Application",
  metadata: {
    name: "orders",
    namespace: "shop",
    uid: "u1",
    resourceVersion: "7",
    generation: 1,
    creationTimestamp: "2026-11-25T08:00:00Z",
    managedFields: [{ manager: "kubectl" }],
    ...metadata,
  },
  spec,
  status: { phase: "running" },
});

function textOf(from: unknown): string {
  const { file } = readApplication(from, options);
  return "bytes" in file ? new TextDecoder().decode(file.bytes) : `problem: ${file.problem}`;
}

test("an object becomes the file that it could have been made from, one value a line", () => {
  const labels = { team: "shop", "app.oam.dev/name": "orders" };
  const annotations = { note: "für alle", "kubectl.kubernetes.io/last-applied-configuration": "{}" };
  const text = textOf(stored({ labels, annotations }, { components: [{ name: "api", type: "webservice" }] }));
  expect(text).toBe(`{
  "apiVersion": "core.oam.dev/v1beta1",
  "kind": "Application",
  "metadata": {
    "name": "orders",
    "namespace": "shop",
    "labels": {
      "app.oam.dev/name": "orders",
      "team": "shop"
    },
    "annotations": {
      "note": "für alle"
    }
  },
  "spec": {
    "components": [
      {
        "name": "api",
        "type": "webservice"
      }
    ]
  }
}
`);
  const report = readDeclarations(new TextEncoder().encode(text), "shop/orders.json");
  expect(report.documents.map((document) => document.verdict)).toEqual(["not-requestable"]);
});

test("only what a declaration can be made of moves the mark", () => {
  const mark = (from: unknown) => readApplication(from, options).mark;
  const first = mark(stored());
  expect(mark({ ...stored({ resourceVersion: "8" }), status: { phase: "failed" } })).toBe(first);
  expect(mark(stored({ managedFields: [] }))).toBe(first);
  expect(mark(stored({ annotations: { "kubectl.kubernetes.io/last-applied-configuration": "x" } }))).toBe(
    first,
  );
  const others = [
    mark(stored({ uid: "u2" })),
    mark(stored({ generation: 2 })),
    mark(stored({ labels: { a: "1" } })),
    mark(stored({ annotations: { a: "1" } })),
    mark(stored({}, { components: [{}] })),
  ];
  expect(new Set([first, ...others]).size).toBe(6);
});

test("what is being deleted is gone, and so are KubeVela's own addons until they are asked for", () => {
  const isGone = (metadata: object, addons = false) => readApplication(stored(metadata), { addons }).isGone;
  expect(isGone({})).toBe(false);
  expect(isGone({ deletionTimestamp: "2026-11-25T08:00:00Z" })).toBe(true);
  const addon = { namespace: "vela-system", name: "addon-velaux" };
  expect(isGone(addon)).toBe(true);
  expect(isGone(addon, true)).toBe(false);
  expect(isGone({ name: "addon-velaux" })).toBe(false);
  expect(isGone({ namespace: "vela-system" })).toBe(false);
});

test("a bomb is a problem of its own file", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 9_000; level += 1) deep = [deep];
  expect(textOf(stored({}, deep))).toBe("problem: Values are nested more than 64 levels deep.");
  expect(textOf(stored({}, "x".repeat(1024 * 1024)))).toBe(
    "problem: The Application is larger than 1024 KiB.",
  );
  const spec = JSON.parse('{"__proto__":{"polluted":1},"constructor":1}');
  expect(textOf(stored({}, spec))).toContain('"__proto__": {\n      "polluted": 1');
  expect("polluted" in {}).toBe(false);
});

test.each([
  null,
  [],
  "x",
  {},
  { metadata: { name: "orders" } },
  stored({ name: "../../etc/passwd" }),
  stored({ namespace: "a/b" }),
  stored({ name: `${"x".repeat(254)}` }),
  stored({ uid: "" }),
  stored({ labels: { a: 1 } }),
])("what the API server could not have kept is not taken: %#", (from) => {
  expect(() => readApplication(from, options)).toThrow("an object that is no Application");
});
