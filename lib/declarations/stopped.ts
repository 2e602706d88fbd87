import type { Stopped } from "./reader-thread";
import type { FileReport, Message } from "./report";

const words: Record<Exclude<Stopped, "closed">, Pick<Message, "rule" | "message" | "hint">> = {
  time: {
    rule: "too-slow",
    message: "Reading the file took too long, so it was not read.",
    hint: "Split it into several files.",
  },
  memory: {
    rule: "too-much-memory",
    message: "Reading the file takes too much memory, so it was not read.",
    hint: "Split it into several files.",
  },
  crash: {
    rule: "reader-failed",
    message: "The reader failed on this file, so it was not read.",
    hint: "That is a fault of Daypass: report it, with the file if it may be shown.",
  },
};

/** The report of a file whose reading had to be stopped. */
export function stoppedReport(file: string, stopped: keyof typeof words): FileReport {
  const message: Message = { severity: "error", path: "", line: 1, column: 1, ...words[stopped] };
  return {
    file,
    ok: false,
    isCutShort: true,
    documents: [{ index: 0, kind: null, verdict: "error", messages: [message], services: [] }],
  };
}
