import type { Change } from "@/lib/audit/append";
import { actorOf, type Context } from "@/lib/context/context";
import { listenForChanges } from "@/lib/db/changes";
import { AppError } from "@/lib/errors/app-error";
import { type Audience, audienceOf, hears } from "@/lib/principals/audience";
import type { SignedIn } from "@/lib/principals/authentication";
import type { Runtime } from "@/lib/runtime/runtime";
import { EventStream } from "./event-stream";
import { RecentChanges } from "./recent-changes";

/** The live updates of one process: one connection listens, any number of streams are told what they may know. */
export interface Events {
  /**
   * A `text/event-stream` answer. `authenticate` says again, every now and then, who is listening. It begins with what
   * changed after `since`, in milliseconds: what its page was read too early for.
   */
  stream(
    ctx: Context,
    request: Request,
    since: number | undefined,
    authenticate: () => Promise<SignedIn>,
  ): Promise<Response>;
  /** How many streams are open. */
  open(): number;
  /** Ends every stream, and takes no new ones. */
  end(): void;
  close(): Promise<void>;
}

interface Subscriber {
  principalId: string;
  audience: Audience;
  stream: EventStream;
  /** Looks again at who is listening and what they may know; ends the stream of somebody who may not listen any more. */
  recheck(): Promise<void>;
}

const heartbeatMs = 15_000;
const mostStreamsPerPrincipal = 24;

export async function startEvents(runtime: Runtime): Promise<Events> {
  const subscribers = new Set<Subscriber>();
  const recent = new RecentChanges(Date.now());
  let ended = false;

  const pass = ({ audience, stream }: Subscriber, change: Change) => {
    if (hears(audience, change)) stream.send("change", { noun: change.noun, id: change.id });
  };
  const tell = (change: Change) => {
    recent.add(change, Date.now());
    for (const subscriber of subscribers) {
      if (change.noun === "principal" && change.id === subscriber.principalId) void subscriber.recheck();
      pass(subscriber, change);
    }
  };
  const resync = () => {
    recent.forget(Date.now());
    for (const subscriber of subscribers) {
      void subscriber.recheck();
      subscriber.stream.send("resync", {});
    }
  };
  const listener = await listenForChanges(runtime, tell, resync);
  recent.forget(Date.now());
  const heartbeat = setInterval(() => {
    for (const subscriber of subscribers) {
      subscriber.stream.beat();
      void subscriber.recheck();
    }
  }, heartbeatMs);
  heartbeat.unref();

  return {
    async stream(ctx, request, since, authenticate) {
      if (ctx.actor.kind === "system")
        throw new AppError("forbidden", "Only a person or a workload listens.");
      const principalId = ctx.actor.principal.id;
      const audience = await audienceOf(runtime.pool, ctx);
      if (ended) throw new AppError("unavailable", "This process is stopping. Connect again.");
      if (
        [...subscribers].filter((other) => other.principalId === principalId).length >=
        mostStreamsPerPrincipal
      )
        throw new AppError("too-many-requests", `At most ${mostStreamsPerPrincipal} event streams at once.`);
      const stream = new EventStream(() => subscribers.delete(subscriber));
      const subscriber: Subscriber = {
        principalId,
        audience,
        stream,
        async recheck() {
          try {
            const { principal, authentication } = await authenticate();
            const actor = actorOf(principal, authentication);
            subscriber.audience = await audienceOf(runtime.pool, { ...ctx, actor });
          } catch (error) {
            // A database that is away says nothing about the listener.
            if (error instanceof AppError) stream.end();
          }
        },
      };
      subscribers.add(subscriber);
      const missed = since === undefined ? [] : recent.since(since);
      // A client that comes back may have missed something.
      if (missed === null || request.headers.has("last-event-id")) stream.send("resync", {});
      else for (const change of missed) pass(subscriber, change);
      return stream.response();
    },
    open: () => subscribers.size,
    end() {
      ended = true;
      for (const subscriber of subscribers) subscriber.stream.end();
    },
    async close() {
      clearInterval(heartbeat);
      await listener.close();
    },
  };
}
