/** Stopping without breaking an accepted request, and cutting off readers that are too slow. */
import { type AddressInfo, type Server as NetServer, Server, type Socket } from 'node:net';
import type { HttpService } from './http-service.ts';

export interface DrainOutcome {
  /** Requests were cut off at the deadline. */
  readonly isForced: boolean;
}

/** Between two looks at the connections. The first comes after as long, so that busy clients learn of the end from an answer. */
const LOOK_MS = 100;

export class Connections {
  readonly #server: NetServer;
  readonly #service: HttpService;
  readonly #sockets = new Set<Socket>();
  readonly #sweeper: NodeJS.Timeout;
  #drained: Promise<DrainOutcome> | null = null;

  constructor(server: NetServer, service: HttpService) {
    this.#server = server;
    this.#service = service;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#forget(socket));
    });
    const { checkMs, responseMs } = service.settings.timeouts;
    this.#sweeper = setInterval(() => this.#cutSlowReaders(responseMs), checkMs).unref();
  }

  /**
   * Closes the listening socket at once. Accepted requests finish and their connections close after them; other
   * requests on open connections are answered DRAINING. At the deadline what is left is cut off. The second call joins
   * the first.
   */
  drain(timeoutMs: number): Promise<DrainOutcome> {
    this.#drained ??= this.#drain(timeoutMs);
    return this.#drained;
  }

  /** Cuts every connection off. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Answers that wait behind another on a connection are not told by Node when it goes. */
  #forget(socket: Socket): void {
    this.#sockets.delete(socket);
    for (const exchange of this.#service.exchanges) {
      if (exchange.message.socket === socket) exchange.close();
    }
  }

  #drain(timeoutMs: number): Promise<DrainOutcome> {
    this.#service.isDraining = true;
    // Answers whose headers are still to come will tell their clients not to use the connection again.
    for (const { response } of this.#service.exchanges) response.shouldKeepAlive = false;
    const startedMs = performance.now();
    return new Promise((resolve) => {
      let isForced = false;
      const finish = (): void => {
        clearInterval(look);
        clearInterval(this.#sweeper);
        resolve({ isForced });
      };
      const look = setInterval(() => {
        const elapsedMs = performance.now() - startedMs;
        if (elapsedMs >= timeoutMs) {
          isForced = true;
          this.destroy();
        } else {
          this.#closeIdle(elapsedMs > timeoutMs / 2);
        }
      }, LOOK_MS);
      // `close` of the HTTP server would cut idle connections off now and stop its time-outs; that of its parent stops
      // listening and calls back when the last connection has gone.
      if (this.#server.listening) Server.prototype.close.call(this.#server, finish);
      else finish();
    });
  }

  /** A connection is busy while a request of its own is under way; one that is late with its body is not, in the end. */
  #closeIdle(isLate: boolean): void {
    const busy = new Set<Socket>();
    for (const { message } of this.#service.exchanges) {
      if (message.complete || !isLate) busy.add(message.socket);
    }
    for (const socket of this.#sockets) {
      if (!busy.has(socket)) socket.destroy();
    }
  }

  #cutSlowReaders(responseMs: number): void {
    const oldestMs = performance.now() - responseMs;
    for (const exchange of this.#service.exchanges) {
      if (exchange.startedMs > oldestMs) return;
      if (exchange.response.writableEnded) exchange.message.socket.destroy();
    }
  }
}

/** `http://127.0.0.1:7080` */
export function urlOf(server: NetServer): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
