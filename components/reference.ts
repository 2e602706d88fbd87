/** "group:default/orders-team" as people say it: "orders-team". */
export function nameOfReference(reference: string): string {
  return /^(?:group|user):[^/]+\/(.+)$/.exec(reference)?.[1] ?? reference;
}

/** "orders-team, security and platform". */
export function listOfReferences(references: readonly string[], last = "and"): string {
  const names = references.map(nameOfReference);
  if (names.length < 2) return names[0] ?? "nobody";
  return `${names.slice(0, -1).join(", ")} ${last} ${names.at(-1)}`;
}
