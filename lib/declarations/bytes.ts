/** A text, or why the bytes are none; `offset` counts UTF-16 units of `readable`, the part before the fault. */
export type Decoded = { text: string } | { rule: string; readable: string; message: string; hint?: string };

/** One file: the largest of 2,898 real ones has 326 KiB. */
export const mostBytes = 1024 * 1024;

/** UTF-8, with or without BOM, without control characters. */
export function decodeBytes(bytes: Uint8Array): Decoded {
  if (bytes.length > mostBytes) {
    return {
      rule: "file-too-large",
      readable: "",
      message: `The file is larger than ${mostBytes / 1024} KiB.`,
      hint: "Split it into several files.",
    };
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { rule: "not-utf-8", readable: "", message: "The file is UTF-16.", hint: "Save it as UTF-8." };
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return {
      rule: "not-utf-8",
      readable: readablePart(bytes),
      message: "The file is not valid UTF-8 here.",
      hint: "Save it as UTF-8.",
    };
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.exec(text);
  if (!control) return { text };
  const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  return {
    rule: "control-character",
    readable: text.slice(0, control.index),
    message: `The file holds the control character U+${code}.`,
    hint: "Remove it, or write it as an escape inside double quotes.",
  };
}

/** The lines before the first one that cannot be decoded. A line feed is never part of a longer UTF-8 sequence. */
function readablePart(bytes: Uint8Array): string {
  let start = 0;
  while (start < bytes.length) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed < 0 ? bytes.length : feed + 1;
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(start, end));
    } catch {
      break;
    }
    start = end;
  }
  return new TextDecoder("utf-8").decode(bytes.subarray(0, start));
}
