import type { Instrumentation } from "next";

/** Ties the reference that a person sees on an error page to the request in the log. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { sharedRuntime } = await import("@/lib/runtime/runtime");
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : undefined;
  sharedRuntime().log.error(
    { err: error, digest, requestId: request.headers["x-request-id"], route: context.routePath },
    "a page failed",
  );
};
