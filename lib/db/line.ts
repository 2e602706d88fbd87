import { randomBytes } from "node:crypto";
import { Socket } from "node:net";
import type pg from "pg";
import type { Runtime } from "@/lib/runtime/runtime";
import { createClient } from "./pool";

/** Who listens to one channel. */
export interface Ear {
  channel: string;
  hear(payload: string): void;
  /** The connection is back after a gap in which something may have been missed. */
  resume(): void;
}

/** The one connection of a process that listens, for whoever has joined it. */
export interface Line {
  join(ear: Ear): Promise<void>;
  leave(ear: Ear): Promise<void>;
  /**
   * Selects `columns` over this connection, and answers when everything that was committed before has been heard. It makes sure
   * by a word to itself: the database hands out what it is told in the order of the commits. Values count from $3. Rejects when
   * the connection breaks; while the database does not answer, neither does this.
   */
  roundTrip<R extends pg.QueryResultRow>(name: string, columns: string, values: unknown[]): Promise<R>;
  /** Lets go of a connection that does not answer; another one is made. */
  cut(): void;
}

const reconnectAfterMs = 1_000;
const goodbyeMs = 1_000;
const lines = new WeakMap<Runtime, Line>();

export function lineOf(runtime: Runtime): Line {
  const line = lines.get(runtime) ?? createLine(runtime);
  lines.set(runtime, line);
  return line;
}

function createLine(runtime: Runtime): Line {
  const ears = new Set<Ear>();
  const echo = `daypass_echo_${randomBytes(8).toString("hex")}`;
  const echoes = new Map<string, () => void>();
  let count = 0;
  let open: Promise<Connection> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const hear = (channel: string, payload: string) => {
    if (channel === echo) echoes.get(payload)?.();
    for (const ear of ears) if (ear.channel === channel) ear.hear(payload);
  };
  const connect = async (): Promise<Connection> => {
    const socket = new Socket();
    const client = createClient(runtime.config.databaseUrl, socket);
    const gone = new Promise<never>((_, reject) => {
      client.on("error", (error) => {
        runtime.log.warn({ err: error }, "the connection that listens for changes broke");
        reject(error);
        retry(client);
      });
      client.on("end", () => {
        reject(new Error("the connection that listens for changes ended"));
        retry(client);
      });
    });
    gone.catch(() => {});
    client.on("notification", ({ channel, payload }) => hear(channel, payload ?? ""));
    await client.connect();
    const channels = new Set([echo, ...[...ears].map((ear) => ear.channel)]);
    await client.query([...channels].map((channel) => `listen ${channel}`).join("; "));
    return { client, socket, gone };
  };
  const retry = (client: pg.Client) => {
    open?.then(
      (connection) => {
        if (connection.client === client) again();
      },
      () => {},
    );
  };
  const again = () => {
    if (timer || ears.size === 0) return;
    open = undefined;
    timer = setTimeout(() => {
      timer = undefined;
      open = connect();
      open.then(
        () => {
          for (const ear of ears) ear.resume();
        },
        () => again(),
      );
    }, reconnectAfterMs);
  };

  return {
    async join(ear) {
      ears.add(ear);
      // Who joins while a connection is being made may come too late for its channels.
      if (open) return void (await (await open).client.query(`listen ${ear.channel}`));
      if (timer) return;
      open = connect();
      await open.catch((error: unknown) => {
        ears.delete(ear);
        open = undefined;
        throw error;
      });
    },
    async leave(ear) {
      ears.delete(ear);
      if (ears.size > 0) return;
      clearTimeout(timer);
      timer = undefined;
      const last = open;
      open = undefined;
      await last?.then(close).catch(() => {});
    },
    async roundTrip<R extends pg.QueryResultRow>(name: string, columns: string, values: unknown[]) {
      if (!open) throw new Error("nothing listens now");
      const { client, gone } = await open;
      const word = String(++count);
      const heard = new Promise<void>((resolve) => echoes.set(word, resolve));
      try {
        const query = client.query<R>({
          name,
          text: `select pg_notify($1, $2), ${columns}`,
          values: [echo, word, ...values],
        });
        const [{ rows }] = await Promise.race([Promise.all([query, heard]), gone]);
        const [row] = rows;
        if (!row) throw new Error("a select without a table returns its row");
        return row;
      } finally {
        echoes.delete(word);
      }
    },
    cut() {
      open?.then(({ socket }) => socket.destroy()).catch(() => {});
    },
  };
}

/** Says goodbye to a database that answers, and does not wait for one that does not. */
async function close({ client, socket }: Connection): Promise<void> {
  const cut = setTimeout(() => socket.destroy(), goodbyeMs);
  await client.end();
  clearTimeout(cut);
}

interface Connection {
  client: pg.Client;
  socket: Socket;
  /** Rejects when it breaks, and never does anything else. */
  gone: Promise<never>;
}
