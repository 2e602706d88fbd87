/** A pattern that must match a text from its beginning to its end. */
export const wholePattern = (pattern: string) => new RegExp(`^(?:${pattern})$`, "u");
