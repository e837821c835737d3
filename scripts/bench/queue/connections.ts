import { connect, type Socket } from 'node:net';
import { HttpAnswer } from '../../../src/benchmark/http-answer.ts';

/** What became of one request. */
export interface Outcome {
  /** HTTP status; 0 for a connection that broke or was refused. */
  readonly status: number;
  /** From when the request was due to the end of its answer. */
  readonly ms: number;
  /** Of that, what passed before the load itself sent it. */
  readonly lateMs: number;
}

/**
 * Keep-alive connections to a server on this machine, as many as requests are under way. A client that costs as much as the server would
 * measure itself, so it writes HTTP/1.1 by hand.
 */
export class Connections {
  readonly #port: number;
  readonly #idle = new Set<Socket>();
  readonly #answers = new WeakMap<Socket, { answer: HttpAnswer; end: (status: number) => void }>();

  constructor(port: number) {
    this.#port = port;
  }

  /** @param request its bytes @param dueMs `performance.now()` when it should have been sent */
  send(request: Buffer, dueMs: number): Promise<Outcome> {
    return new Promise((resolve) => {
      const lateMs = performance.now() - dueMs;
      const end = (status: number): void => resolve({ status, ms: performance.now() - dueMs, lateMs });
      const socket = this.#idle.values().next().value ?? this.#open();
      this.#idle.delete(socket);
      this.#answers.set(socket, { answer: new HttpAnswer(), end });
      socket.write(request);
    });
  }

  /** Opens so many before they are needed, a few at a time. */
  async open(count: number): Promise<void> {
    for (let left = count; left > 0; left -= 50) {
      const opened = Array.from({ length: Math.min(left, 50) }, () => {
        const socket = this.#open();
        return new Promise<void>((resolve) => socket.once('connect', () => resolve(void this.#idle.add(socket))));
      });
      await Promise.all(opened);
    }
  }

  close(): void {
    for (const socket of this.#idle) socket.destroy();
    this.#idle.clear();
  }

  #open(): Socket {
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true });
    socket.on('data', (chunk: Buffer) => {
      const waiting = this.#answers.get(socket);
      if (waiting === undefined || !waiting.answer.add(chunk)) return;
      this.#answers.delete(socket);
      if (waiting.answer.isLast) socket.destroy();
      else this.#idle.add(socket);
      waiting.end(waiting.answer.status);
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#idle.delete(socket);
      this.#answers.get(socket)?.end(0);
      this.#answers.delete(socket);
    });
    return socket;
  }
}

/** The bytes of a request with a JSON body. */
export function postOf(port: number, path: string, body: string): Buffer {
  const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n`;
  return Buffer.from(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

export function getOf(port: number, path: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
}
