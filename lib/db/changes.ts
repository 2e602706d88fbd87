import type pg from "pg";
import { type Change, changeChannel } from "@/lib/audit/append";
import type { Runtime } from "@/lib/runtime/runtime";
import { createClient } from "./pool";

export interface ChangeListener {
  close(): Promise<void>;
}

const reconnectAfterMs = 1_000;

/**
 * Calls `onChange` for every committed change, in whichever process it was made, and `onReconnect` after a gap in which some
 * may have been missed. Keeps one connection of its own and opens it again when it breaks.
 */
export async function listenForChanges(
  runtime: Runtime,
  onChange: (change: Change) => void,
  onReconnect: () => void = () => {},
): Promise<ChangeListener> {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const connect = async () => {
    const next = createClient(runtime.config.databaseUrl);
    next.on("error", (error) => {
      runtime.log.warn({ err: error }, "the connection that listens for changes broke");
      retry();
    });
    next.on("end", retry);
    next.on("notification", ({ payload }) => {
      if (payload) onChange(JSON.parse(payload));
    });
    client = next;
    await next.connect();
    await next.query(`listen ${changeChannel}`);
  };
  const retry = () => {
    if (closed || timer) return;
    timer = setTimeout(async () => {
      timer = undefined;
      await connect().then(onReconnect, retry);
    }, reconnectAfterMs);
  };
  await connect();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
