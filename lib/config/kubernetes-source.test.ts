import { expect, test } from "vitest";
import { z } from "zod";
import type { KubernetesSourceConfig } from "./config";
import { explain } from "./explain";
import { checkKubernetesFields, kubernetesFields } from "./kubernetes-source";

const schema = z
  .strictObject({
    name: z.string(),
    declares: z.array(z.string()),
    whenGone: z.enum(["end", "keep"]),
    ...kubernetesFields,
  })
  .superRefine(checkKubernetesFields);

const written = { name: "prod", kind: "kubernetes", declares: ["*"], whenGone: "end" };

function problemsOf(keys: object): string[] {
  const parsed = schema.safeParse({ ...written, ...keys });
  return parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) => explain(issue).map((found) => found.message));
}

test("in its shortest form it is all namespaces of the cluster that Daypass runs in, without addons", () => {
  const config: KubernetesSourceConfig = schema.parse(written);
  expect(config).toEqual({
    ...written,
    namespaces: null,
    labelSelector: null,
    kubeconfig: null,
    context: null,
    addons: false,
  });
});

test("every key can be said", () => {
  const keys = {
    namespaces: ["shop", "billing-2"],
    labelSelector: "team in (shop, billing),!hidden",
    kubeconfig: "secrets/prod.yaml",
    context: "prod",
    addons: true,
  };
  expect(schema.parse({ ...written, ...keys })).toEqual({ ...written, ...keys });
});

test.each([
  [{ namespaces: [] }, "namespaces must not be empty."],
  [{ namespaces: ["shop", "shop"] }, "namespaces names a namespace twice."],
  [{ namespaces: ["shop-*"] }, "namespaces[0] must be the name of a namespace, not a pattern"],
  [{ namespaces: ["../secrets"] }, "namespaces[0] must be the name of a namespace"],
  [{ namespaces: "shop" }, "namespaces must be a list."],
  [{ namespaces: Array.from({ length: 51 }, (_, index) => `n${index}`) }, "namespaces is longer than 50."],
  [{ labelSelector: "team=shop\n&x=y" }, "labelSelector must be a label selector"],
  [{ labelSelector: "" }, "labelSelector must not be empty."],
  [{ context: "prod" }, "context is part of a kubeconfig: name that file as kubeconfig"],
  [{ server: "https://elsewhere" }, "server is not a known key."],
  [{ token: "abc" }, "token is not a known key."],
  [{ insecure: true }, "insecure is not a known key."],
])("%j is refused", (keys, message) => {
  expect(problemsOf(keys).join("\n")).toContain(message);
});
