import { z } from "zod";
import { printable } from "@/lib/declarations/printable";
import { type Asked, readJson, roleHint } from "./answer";
import type { Api } from "./api";
import { type Scope, scopeWords } from "./scope";

const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const review = z.object({ status: z.object({ allowed: z.boolean(), reason: z.string().optional() }) });

/**
 * Why this identity may not do `verb`, in words; null when it may, or when the API server does not say. Throws a
 * ClusterError when there is no answer.
 */
export async function reviewAccess(api: Api, scope: Scope, verb: Asked["verb"]): Promise<string | null> {
  const answer = await api.send({
    method: "POST",
    path,
    body: {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: {
        resourceAttributes: {
          group: "core.oam.dev",
          version: "v1beta1",
          resource: "applications",
          verb,
          ...(scope.namespace === null ? {} : { namespace: scope.namespace }),
        },
      },
    },
    silenceMs: api.timing.answerMs,
    withinMs: api.timing.answerMs,
    signal: api.signal,
  });
  if (answer.statusCode !== 201 && answer.statusCode !== 200) {
    // Not everybody may ask; the list itself will tell.
    answer.destroy();
    return null;
  }
  const found = review.safeParse(await readJson(answer, 1024 * 1024)).data?.status;
  if (!found || found.allowed) return null;
  const reason = found.reason ? ` It says: ${printable(found.reason, 300)}` : "";
  return `This identity may not ${verb} applications.core.oam.dev ${scopeWords(scope)}; ${roleHint}${reason}`;
}
