/** Puts a value among a statement's parameters and gives its placeholder. */
export type Bind = (value: unknown) => string;

export function binder(): { bind: Bind; values: unknown[] } {
  const values: unknown[] = [];
  return { bind: (value) => `$${values.push(value)}`, values };
}
