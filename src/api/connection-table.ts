/** Which connections are open, what each of them waits for, and which one gives its place to a newer one. */
import type { Socket } from 'node:net';
import { MAX_CONNECTIONS } from '../limits.ts';
import type { Exchange } from './exchange.ts';

interface Connection {
  /** The newest request under way. */
  exchange: Exchange | null;
  /** `performance.now()` when it was opened, or its last request answered, or bytes of another were seen. */
  sinceMs: number;
  /** Of the socket, at that time. */
  bytesRead: number;
}

export class ConnectionTable {
  /** How many may be open. */
  limit = MAX_CONNECTIONS;
  /** Connections closed for a newer one. */
  evicted = 0;
  /** Newer ones that had to go, as all others had requests under way. */
  refused = 0;
  /** In the order in which they began to wait for a request. */
  readonly #connections = new Map<Socket, Connection>();
  #isClosing = false;

  get open(): number {
    return this.#connections.size;
  }

  get sockets(): IterableIterator<Socket> {
    return this.#connections.keys();
  }

  /**
   * Takes a new connection in. When the table is full, the one goes that has sent no whole request for longest: so those who ask
   * whether the server lives find a place, whatever strangers hold open.
   *
   * @param evict answers what the connection had begun to send, and closes it
   */
  add(socket: Socket, evict: (socket: Socket, hasBegun: boolean) => void): void {
    if (this.#connections.size >= this.limit) {
      const leaving = this.#longestWaiting();
      if (leaving === null) {
        this.refused++;
        socket.destroy();
        return;
      }
      this.evicted++;
      const { exchange, bytesRead } = this.#connections.get(leaving) as Connection;
      this.#connections.delete(leaving);
      evict(leaving, exchange !== null || leaving.bytesRead > bytesRead);
    }
    this.#connections.set(socket, { exchange: null, sinceMs: performance.now(), bytesRead: 0 });
  }

  remove(socket: Socket): void {
    this.#connections.delete(socket);
  }

  /** The headers of a request have arrived. */
  begin(exchange: Exchange): void {
    const connection = this.#connections.get(exchange.message.socket);
    if (connection === undefined) return;
    const before = connection.exchange;
    connection.exchange = exchange;
    if (!this.#isClosing) return;
    // The last answer of a connection closes it; those that wait before it in a pipeline must not.
    if (before !== null && !before.response.headersSent) before.response.shouldKeepAlive = true;
    exchange.response.shouldKeepAlive = false;
  }

  /** Its answer is out, or its client has left. */
  end({ message: { socket } }: Exchange): void {
    const connection = this.#connections.get(socket);
    if (connection === undefined || connection.exchange?.isGone === false) return;
    this.#connections.delete(socket);
    this.#connections.set(socket, { exchange: null, sinceMs: performance.now(), bytesRead: socket.bytesRead });
  }

  /** From now on answers tell clients not to use their connections again. */
  announceClose(): void {
    this.#isClosing = true;
    for (const { exchange } of this.#connections.values()) {
      if (exchange !== null) exchange.response.shouldKeepAlive = false;
    }
  }

  /**
   * Connections without a request under way, on which nothing was sent for so long.
   *
   * @param isLate whether a request counts no longer whose body has not arrived
   */
  idleFor(ms: number, isLate: boolean): Socket[] {
    const nowMs = performance.now();
    const idle: Socket[] = [];
    for (const [socket, connection] of this.#connections) {
      const { exchange } = connection;
      if (exchange !== null && (exchange.message.complete || !isLate)) continue;
      if (socket.bytesRead !== connection.bytesRead) {
        connection.bytesRead = socket.bytesRead;
        connection.sinceMs = nowMs;
      }
      if (isLate || nowMs - connection.sinceMs >= ms) idle.push(socket);
    }
    return idle;
  }

  /** Without a whole request; where all have one, with an answer that its client does not take. */
  #longestWaiting(): Socket | null {
    let slowReader: Socket | null = null;
    for (const [socket, { exchange }] of this.#connections) {
      if (exchange === null || !exchange.message.complete) return socket;
      if (exchange.response.writableEnded) slowReader ??= socket;
    }
    return slowReader;
  }
}
