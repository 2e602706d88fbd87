import type { KubernetesSourceConfig, SourceConfig } from "@/lib/config/config";

/** Where a source is, for people. There are no credentials in it: none are in the configuration's addresses. */
export function locationOf(source: SourceConfig): string {
  if (source.kind === "folder") return source.path;
  if (source.kind === "upload") return "uploaded here";
  if (source.kind === "kubernetes") return clusterOf(source);
  return `${source.url}, branch ${source.branch}${source.path ? `, folder ${source.path}` : ""}`;
}

function clusterOf({ kubeconfig, context, namespaces, labelSelector }: KubernetesSourceConfig): string {
  return [
    kubeconfig === null
      ? "the cluster around this Daypass"
      : `${kubeconfig}${context ? `, context ${context}` : ""}`,
    namespaces === null ? "all namespaces" : `namespaces ${namespaces.join(", ")}`,
    ...(labelSelector === null ? [] : [`labels ${labelSelector}`]),
  ].join(", ");
}
