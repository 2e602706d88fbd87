const hidden = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** What a file says, made safe to repeat in a message: short, and nothing that hides or reorders text. */
export function printable(text: string, longest = 60): string {
  const shown = text.slice(0, longest).replace(hidden, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return text.length > longest ? `${shown}…` : shown;
}
