import { z } from "zod";
import { reportAssertions } from "@/lib/assertions/report-assertions";
import { reportAssertionsSchema } from "@/lib/assertions/schema";
import { AppError } from "@/lib/errors/app-error";
import type { Runtime } from "@/lib/runtime/runtime";
import { RateLimit } from "@/lib/tokens/rate-limit";
import { route } from "../route";

// The SDKs send at most once a second and process, and a service may have some of those under one credential.
const perCredential = { perSecond: 5, burst: 60 };
const limits = new WeakMap<Runtime, RateLimit>();

/** Throws `too-many-requests` with the seconds to wait (RFC 6585, section 4). */
function takeReport(runtime: Runtime, credentialId: string): void {
  const limit = limits.get(runtime) ?? new RateLimit(perCredential);
  limits.set(runtime, limit);
  const retryAfterSeconds = limit.take(credentialId);
  if (retryAfterSeconds > 0)
    throw new AppError(
      "too-many-requests",
      `Too many reports with this credential. Send up to 100 refusals at once, and try again in ${retryAfterSeconds} s.`,
      { retryAfterSeconds },
    );
}

export const assertionRoutes = [
  route({
    method: "POST",
    path: "/api/v1/assertions",
    summary: "Services report calls that they refused",
    tag: "Services",
    auth: "service",
    body: reportAssertionsSchema,
    response: z.strictObject({ recorded: z.int() }),
    status: 202,
    handler: ({ ctx, service, body }) => {
      takeReport(ctx.runtime, service.credentialId);
      return reportAssertions(ctx, service.ref, body);
    },
  }),
];
