const root = "/apis/core.oam.dev/v1beta1";

/** Which Applications are meant: those of one namespace or, where it is null, of all. */
export interface Scope {
  namespace: string | null;
  labelSelector: string | null;
}

export const scopePath = ({ namespace }: Scope): string =>
  namespace === null
    ? `${root}/applications`
    : `${root}/namespaces/${encodeURIComponent(namespace)}/applications`;

/** The part of a query that says which objects are meant. */
export const scopeQuery = ({ labelSelector }: Scope): Record<string, string> =>
  labelSelector === null ? {} : { labelSelector };

/** "in namespace shop", "in all namespaces" */
export const scopeWords = ({ namespace }: Scope): string =>
  namespace === null ? "in all namespaces" : `in namespace ${namespace}`;
