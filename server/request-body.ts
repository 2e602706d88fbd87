import type { IncomingMessage } from "node:http";
import { AppError } from "@/lib/errors/app-error";

/** The most that any request may carry. */
const mostBodyBytes = 1024 * 1024;
const discardForMs = 1_000;

const tooLarge = () =>
  new AppError("payload-too-large", "A request may carry 1 MiB at most. Send less, or in several requests.");

const announcedSize = (incoming: IncomingMessage) => Number(incoming.headers["content-length"] ?? 0);

export const bringsBody = (incoming: IncomingMessage) =>
  incoming.headers["transfer-encoding"] !== undefined || announcedSize(incoming) > 0;

/**
 * For who reads the body by themselves: refuses what says that it is too large. Of a body that does not say (Next forwards
 * such ones to itself), what is too much never arrives: `onTooLarge` hears of it, once, and its reader of an abort.
 */
export function limitBody(incoming: IncomingMessage, onTooLarge: (error: AppError) => void): void {
  if (announcedSize(incoming) > mostBodyBytes) throw tooLarge();
  if (incoming.headers["transfer-encoding"] === undefined) return;
  const push = incoming.push.bind(incoming);
  let size = 0;
  // The one place through which every byte comes, whoever reads it and however.
  incoming.push = (chunk, encoding) => {
    const before = size;
    size += chunk?.length ?? 0;
    if (size <= mostBodyBytes) return push(chunk, encoding);
    if (before <= mostBodyBytes) onTooLarge(tooLarge());
    return true;
  };
}

/** Reads the whole body, at most 1 MiB, and leaves it where @hono/node-server looks for it. The server's timeout ends one that dawdles. */
export function bufferBody(incoming: IncomingMessage & { rawBody?: Buffer }): Promise<void> {
  if (announcedSize(incoming) > mostBodyBytes) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const collect = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= mostBodyBytes) return void chunks.push(chunk);
      incoming.off("data", collect);
      reject(tooLarge());
    };
    incoming.on("data", collect);
    incoming.once("end", () => {
      incoming.rawBody = Buffer.concat(chunks);
      resolve();
    });
    incoming.once("close", () => {
      if (!incoming.complete) reject(new AppError("bad-request", "The body ended too early."));
    });
  });
}

/** Lets a body that nobody wants pass by for a second, so that its sender gets to read the answer. */
export function discardBody(incoming: IncomingMessage): void {
  if (incoming.complete) return;
  const timer = setTimeout(() => incoming.socket.destroySoon(), discardForMs).unref();
  incoming.once("end", () => clearTimeout(timer));
  incoming.resume();
}
