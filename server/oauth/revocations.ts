import { AppError } from "@/lib/errors/app-error";
import type { Runtime } from "@/lib/runtime/runtime";
import { OAuthError } from "@/lib/tokens/oauth-error";
import { problemResponse } from "../problem-response";
import type { Revocations } from "../revocations";
import { authenticateClient } from "./client";

const standardBeatMs = 500;

/** GET /oauth/revocations: what a service's verifiers must not accept any more, as it happens. */
export async function handleRevocations(
  request: Request,
  runtime: Runtime,
  requestId: string,
  revocations: Revocations,
): Promise<Response> {
  const service = await authenticateClient(request, runtime);
  const beatMs = readBeat(new URL(request.url).searchParams.get("beat"));
  try {
    return await revocations.stream(service, beatMs, request.headers.get("last-event-id"));
  } catch (error) {
    if (error instanceof AppError) return problemResponse(error, requestId);
    throw error;
  }
}

function readBeat(text: string | null): number {
  if (text === null) return standardBeatMs;
  const ms = /^\d{3,5}$/.test(text) ? Number(text) : 0;
  if (ms < 100 || ms > 15_000)
    throw new OAuthError("invalid_request", "beat: whole milliseconds from 100 to 15000.");
  return ms;
}
