import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { printable } from "@/lib/declarations/printable";
import { AnswerTooLarge, ClusterError } from "./cluster-error";

/** What Kubernetes answers instead of what was asked: HTTP bodies of errors, and ERROR events. */
const status = z.object({
  code: z.number().optional(),
  message: z.string().optional(),
  details: z.object({ retryAfterSeconds: z.number().nonnegative().optional() }).nullish(),
});

const mostErrorBytes = 64 * 1024;

/** The whole body as JSON. Throws a ClusterError for more than `mostBytes`, a cut connection, or what is no JSON. */
export async function readJson(answer: IncomingMessage, mostBytes: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer) {
      size += chunk.length;
      if (size > mostBytes)
        throw new AnswerTooLarge(`The API server sent an answer of more than ${mostBytes / 1024 ** 2} MiB.`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof ClusterError) throw error;
    throw new ClusterError("The API server cut its answer short.");
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new ClusterError("The API server's answer is not JSON.");
  }
}

/** What was asked for, as it is said in a refusal: "list" of "applications.core.oam.dev" "in namespace shop". */
export interface Asked {
  verb: "list" | "watch";
  where: string;
}

/** The refusal that an answer other than 2xx is. */
export async function refusalOf(answer: IncomingMessage, asked: Asked): Promise<ClusterError> {
  const body = status.safeParse(await readJson(answer, mostErrorBytes).catch(() => null)).data;
  const header = Number(answer.headers["retry-after"]);
  const seconds = Number.isFinite(header) && header >= 0 ? header : body?.details?.retryAfterSeconds;
  const said = body?.message ? ` It says: ${printable(body.message, 300)}` : "";
  const code = answer.statusCode ?? 0;
  return new ClusterError(
    `The API server answers ${code}${meaning(code, asked)}${said}`,
    code,
    inMs(seconds),
  );
}

/** The refusal that the Status of an ERROR event is. */
export function refusalIn(object: unknown): ClusterError {
  const body = status.safeParse(object).data;
  const said = body?.message ? `: ${printable(body.message, 300)}` : ".";
  return new ClusterError(
    `The API server ended the watch with ${body?.code ?? "an error"}${said}`,
    body?.code ?? null,
    inMs(body?.details?.retryAfterSeconds),
  );
}

const inMs = (seconds: number | undefined) => (seconds === undefined ? null : seconds * 1000);

export const roleHint = "deploy/kubernetes/importer-rbac.yaml holds the role that it needs.";

function meaning(code: number, { verb, where }: Asked): string {
  if (code >= 300 && code < 400)
    return ", a redirect, which is not followed: name the API server's own address.";
  if (code === 401)
    return ": it does not accept the credentials of this source, which were read again just now.";
  if (code === 403) return `: this identity may not ${verb} applications.core.oam.dev ${where}; ${roleHint}`;
  if (code === 404)
    return ": it knows no applications.core.oam.dev/v1beta1, so KubeVela is not installed in this cluster.";
  if (code === 410) return ": what was asked for is no longer kept.";
  if (code === 429) return ": it is asked too much at the moment.";
  return ".";
}
