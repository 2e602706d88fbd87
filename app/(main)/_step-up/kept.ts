// What was typed waits in this tab while its writer is at the identity provider. It is theirs: whoever else comes back
// finds nothing.
const keyOf = (principalId: string, what: string) => `daypass.kept ${principalId} ${what}`;

export function keep(principalId: string, what: string, typed: unknown): void {
  sessionStorage.setItem(keyOf(principalId, what), JSON.stringify(typed));
}

/** Gives it back once; null when there is none. */
export function takeBack(principalId: string, what: string): unknown {
  const key = keyOf(principalId, what);
  const text = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return text === null ? null : JSON.parse(text);
}
