import { isTerminal } from "./io";

/** A line on a terminal that says how far the work is, once it takes longer than a second. Elsewhere nothing. */
export function createProgress(stream: NodeJS.WritableStream) {
  const isShown = isTerminal(stream);
  let next = performance.now() + 1_000;
  let isDirty = false;
  return {
    show(files: number) {
      if (!isShown || performance.now() < next) return;
      next = performance.now() + 100;
      isDirty = true;
      stream.write(`\r\u001b[K  ${files} files read`);
    },
    clear() {
      if (isDirty) stream.write("\r\u001b[K");
      isDirty = false;
    },
  };
}
