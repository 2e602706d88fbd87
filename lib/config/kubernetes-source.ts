import { z } from "zod";
import type { KubernetesSourceConfig } from "./config";

const mostNamespaces = 50;

// A DNS-1123 label: this becomes part of a URL's path.
const namespace = z
  .string()
  .regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    "must be the name of a namespace, not a pattern: leave namespaces out to read all",
  );

/** The keys that a source of kind kubernetes has on top of those that every source has. */
export const kubernetesFields = {
  kind: z.literal("kubernetes"),
  namespaces: z
    .array(namespace)
    .min(1)
    .max(mostNamespaces)
    .refine((names) => new Set(names).size === names.length, "names a namespace twice")
    .nullable()
    .default(null),
  labelSelector: z
    .string()
    .min(1)
    .max(500)
    .regex(/^[\x20-\x7e]*$/, "must be a label selector, such as team=shop")
    .nullable()
    .default(null),
  kubeconfig: z.string().min(1).nullable().default(null),
  context: z.string().min(1).max(253).nullable().default(null),
  addons: z.boolean().default(false),
};

/** What each key says is fine, and what they say together is not. */
export function checkKubernetesFields(
  source: Pick<KubernetesSourceConfig, "kubeconfig" | "context">,
  check: z.RefinementCtx,
): void {
  if (source.context !== null && source.kubeconfig === null) {
    check.addIssue({
      code: "custom",
      path: ["context"],
      message: "is part of a kubeconfig: name that file as kubeconfig, or leave context out",
    });
  }
}
