import type { Config } from "@/lib/config/config";
import { AppError } from "@/lib/errors/app-error";

/** What another site makes a browser read is none of its business, and some reads leave a trace in the audit log. */
export function refuseForeignRead(request: Request): void {
  const site = request.headers.get("sec-fetch-site");
  if (site === "cross-site" || site === "same-site")
    throw new AppError("forbidden", "With a browser session, this is for our own pages only.");
}

/**
 * A browser sends its session with whatever any site makes it send. A write counts only when it comes from our own pages:
 * same Origin, and a content type that no plain form can send. Throws `forbidden`.
 */
export function refuseCrossSite(request: Request, config: Pick<Config, "baseUrl">): void {
  const { headers } = request;
  const site = headers.get("sec-fetch-site");
  if (headers.get("origin") !== config.baseUrl || (site !== null && site !== "same-origin")) {
    throw new AppError(
      "forbidden",
      `With a browser session, writes come from ${config.baseUrl} only. A program sends an API token instead.`,
    );
  }
}
