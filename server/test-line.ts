import { once } from "node:events";
import { createServer, connect as dial, type Server, type Socket } from "node:net";

/** Stands between the process and PostgreSQL, and can cut the line. */
export class Line {
  readonly #sockets = new Set<Socket>();
  #frozen = false;
  #server: Server | undefined;
  port = 0;

  async open(target: URL): Promise<void> {
    this.#server = createServer((from) => {
      const to = dial(Number(target.port), target.hostname);
      for (const socket of [from, to]) {
        this.#sockets.add(socket);
        socket.on("error", () => {});
        socket.on("close", () => this.#sockets.delete(socket));
      }
      from.pipe(to).pipe(from);
      if (this.#frozen) for (const socket of [from, to]) socket.pause();
    }).listen(this.port, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    this.port = typeof address === "object" && address ? address.port : 0;
  }

  /** Lets nothing through and closes nothing, as a host does that hangs. */
  freeze(frozen: boolean): void {
    this.#frozen = frozen;
    for (const socket of this.#sockets) frozen ? socket.pause() : socket.resume();
  }

  cut(): void {
    this.#server?.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
