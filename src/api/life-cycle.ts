/** Stopping without breaking an accepted request, and cutting off readers that are too slow. */
import { type AddressInfo, type Server as NetServer, Server, type Socket } from 'node:net';
import { refuseConnection, TABLE_FULL } from './client-error.ts';
import type { ConnectionTable } from './connection-table.ts';
import { closeGently } from './gentle-close.ts';
import type { HttpService } from './http-service.ts';

export interface DrainOutcome {
  /** Requests were cut off at the deadline. */
  readonly isForced: boolean;
}

/** Between two looks at the connections. */
const LOOK_MS = 100;
/** A turn of the event loop that is shorter leaves no connection waiting to be accepted. */
const QUIET_TURN_MS = 1;
/** The listening socket is closed by then, quiet or not. */
const MAX_LISTENING_MS = 250;

export class Connections {
  readonly #server: NetServer;
  readonly #service: HttpService;
  readonly #table: ConnectionTable;
  readonly #sweeper: NodeJS.Timeout;
  /** Connections so far. */
  #accepted = 0;
  #drained: Promise<DrainOutcome> | null = null;

  constructor(server: NetServer, service: HttpService) {
    this.#server = server;
    this.#service = service;
    this.#table = service.connections;
    server.on('connection', (socket) => {
      this.#accepted += 1;
      socket.destroySoon = () => closeGently(socket);
      socket.once('close', () => this.#forget(socket));
      this.#table.add(socket, (leaving, hasBegun) => {
        if (hasBegun) refuseConnection(service, Object.assign(new Error(), { code: TABLE_FULL }), leaving);
        else leaving.destroy();
      });
    });
    const { checkMs, responseMs } = service.settings.timeouts;
    this.#sweeper = setInterval(() => this.#cutSlowReaders(responseMs), checkMs).unref();
  }

  /**
   * Closes the listening socket. Accepted requests finish and their connections close after them; other requests on open
   * connections are answered DRAINING. A connection that is kept for another request is closed when its client has made none for a
   * while. At the deadline what is left is cut off. The second call joins the first.
   */
  drain(timeoutMs: number): Promise<DrainOutcome> {
    this.#drained ??= this.#drain(timeoutMs);
    return this.#drained;
  }

  /** From now on answers tell clients not to use their connections again; new ones are taken as ever. */
  announceClose(): void {
    this.#table.announceClose();
  }

  /** Cuts every connection off. */
  destroy(): void {
    for (const socket of this.#table.sockets) socket.destroy();
  }

  /** Answers that wait behind another on a connection are not told by Node when it goes. */
  #forget(socket: Socket): void {
    this.#table.remove(socket);
    for (const exchange of this.#service.exchanges) {
      if (exchange.message.socket === socket) exchange.close();
    }
  }

  #drain(timeoutMs: number): Promise<DrainOutcome> {
    this.#service.isDraining = true;
    this.#table.announceClose();
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
      if (this.#server.listening) this.#stopListening(finish);
      else finish();
    });
  }

  /**
   * The system has accepted connections that the program has not seen yet, the more the longer its turns are; closing the listening
   * socket resets them. So it is closed right after a turn that was short and brought none: clients whose connection was closed
   * behind an answer all come back at once.
   *
   * `close` of the HTTP server would cut idle connections off now and stop its time-outs; that of its parent stops listening and
   * calls back when the last connection has gone.
   */
  #stopListening(finish: () => void): void {
    const startedMs = performance.now();
    let turnMs = startedMs;
    let accepted = -1;
    const endTurn = (): void => {
      const nowMs = performance.now();
      const isQuiet = nowMs - turnMs < QUIET_TURN_MS && accepted === this.#accepted;
      if (isQuiet || nowMs - startedMs > MAX_LISTENING_MS) {
        Server.prototype.close.call(this.#server, finish);
        return;
      }
      turnMs = nowMs;
      accepted = this.#accepted;
      setImmediate(endTurn);
    };
    setImmediate(endTurn);
  }

  /** What has arrived and was not read yet is read before a connection is closed. */
  #closeIdle(isLate: boolean): void {
    const idleMs = this.#service.settings.timeouts.drainIdleMs;
    const idle = this.#table.idleFor(idleMs, isLate);
    if (idle.length === 0) return;
    setImmediate(() => {
      const stillIdle = new Set(this.#table.idleFor(idleMs, isLate));
      for (const socket of idle) {
        if (!stillIdle.has(socket)) continue;
        if (isLate) socket.destroy();
        else closeGently(socket);
      }
    });
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
