import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { acknowledge, fetchEvents } from "@/lib/signals/poll";
import { pollSchema } from "@/lib/signals/schema";
import { findStreams } from "@/lib/signals/store";
import type { Receiver } from "@/lib/signals/streams";
import { TextResponse } from "../text-response";
import type { Waiters } from "./waiters";

/** A receiver waits so long for an answer with nothing in it; proxies bear it. */
const longestWaitMs = 25_000;

/** POST /ssf/poll/{stream}: the events of a stream that was made for fetching (RFC 8936). */
export async function handlePoll(
  by: Receiver,
  streamId: string,
  input: unknown,
  waiters: Waiters,
): Promise<Response> {
  const { maxEvents, returnImmediately, ack, setErrs } = parseInput(pollSchema, input);
  const [stream] = await findStreams(by.runtime.pool, by.service.serviceId, streamId);
  if (stream?.method !== "poll")
    throw new AppError("not-found", "This service fetches nothing from a stream with this id.");
  await acknowledge(by.runtime, stream, ack, setErrs);
  if (maxEvents === 0) return TextResponse.ofJson({ sets: {} });
  // Waiting begins before looking, so that nothing comes in between.
  const next = returnImmediately ? null : waiters.wait(streamId, longestWaitMs);
  const fetched = await fetchEvents(by.runtime, stream, maxEvents);
  if (next === null || Object.keys(fetched.sets).length > 0) return TextResponse.ofJson(fetched);
  await next;
  return TextResponse.ofJson(await fetchEvents(by.runtime, stream, maxEvents));
}
