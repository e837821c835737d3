import { connect, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { HttpAnswer } from './http-answer.ts';

/**
 * The load of `stillweb bench`, in a thread of its own: keep-alive connections that each send the next request when the
 * last one was answered. One that was refused comes again when it was told to, as agents should. It writes HTTP/1.1 by hand, because a client that costs as much as the server would measure
 * itself. It goes to a server of ours on this machine and nowhere else: the address is no option.
 */
const LOOPBACK = '127.0.0.1';
/** An answer that takes longer than this after the end of a level has failed. */
const LAST_ANSWER_MS = 15_000;
const RECONNECT_MS = 5;

export interface LoadPlan {
  readonly port: number;
  readonly path: string;
  /** JSON bodies, sent in turn. */
  readonly bodies: readonly string[];
  readonly clients: number;
  readonly warmSeconds: number;
  readonly seconds: number;
}

export interface LoadOutcome {
  /** Milliseconds of each answer with status 200. */
  readonly ms: Float64Array;
  /** Of each of them, how long it waited for a worker; NaN where the server did not tell. */
  readonly waitMs: Float64Array;
  readonly wallSeconds: number;
  /** 429 and 503: the server would not, and said so. */
  readonly refused: number;
  /** Any other status, half an answer, no answer, no connection. */
  readonly failed: number;
  /** How often each status or socket error came. */
  readonly statuses: Readonly<Record<string, number>>;
}

class Load {
  readonly #requests: readonly Buffer[];
  readonly #port: number;
  #next = 0;
  #endMs = 0;
  #ms: number[] = [];
  #waitMs: number[] = [];
  #refused = 0;
  #failed = 0;
  #statuses: Record<string, number> = {};

  constructor({ port, path, bodies }: LoadPlan) {
    this.#port = port;
    this.#requests = bodies.map((body) => {
      const length = Buffer.byteLength(body);
      const head = `POST ${path} HTTP/1.1\r\nHost: ${LOOPBACK}:${port}\r\nContent-Type: application/json\r\n`;
      return Buffer.from(`${head}Content-Length: ${length}\r\n\r\n${body}`);
    });
  }

  async run(clients: number, seconds: number): Promise<LoadOutcome> {
    this.#ms = [];
    this.#waitMs = [];
    this.#refused = 0;
    this.#failed = 0;
    this.#statuses = {};
    const startMs = performance.now();
    this.#endMs = startMs + seconds * 1000;
    await Promise.all(Array.from({ length: clients }, () => this.#runClient()));
    return {
      ms: Float64Array.from(this.#ms),
      waitMs: Float64Array.from(this.#waitMs),
      wallSeconds: (performance.now() - startMs) / 1000,
      refused: this.#refused,
      failed: this.#failed,
      statuses: this.#statuses,
    };
  }

  async #runClient(): Promise<void> {
    while (performance.now() < this.#endMs) {
      const isWell = await this.#runConnection();
      // A server that accepts nobody would otherwise be asked without a pause.
      if (!isWell) await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
  }

  /** One connection until the level or the connection ends; false when it ended with a fault. */
  #runConnection(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket: Socket = connect({ host: LOOPBACK, port: this.#port, noDelay: true });
      const answer = new HttpAnswer();
      let startMs = 0;
      let isWaiting = true;
      const lateMs = this.#endMs - performance.now() + LAST_ANSWER_MS;
      const timer = setTimeout(() => socket.destroy(Object.assign(new Error('late'), { code: 'LATE' })), lateMs);
      const send = (): void => {
        startMs = performance.now();
        if (startMs >= this.#endMs) {
          isWaiting = false;
          socket.destroy();
          return;
        }
        isWaiting = true;
        answer.reset();
        socket.write(this.#requests[this.#next++ % this.#requests.length]);
      };
      let code: string | undefined;
      let retry: NodeJS.Timeout | undefined;
      socket.on('connect', send);
      socket.on('error', (error: NodeJS.ErrnoException) => {
        code = error.code ?? error.message;
      });
      socket.on('close', () => {
        clearTimeout(timer);
        clearTimeout(retry);
        if (isWaiting) this.#countFailure(code ?? 'CLOSED');
        resolve(!isWaiting);
      });
      socket.on('data', (chunk: Buffer) => {
        if (!answer.add(chunk)) return;
        isWaiting = false;
        const nowMs = performance.now();
        this.#countAnswer(answer, nowMs - startMs);
        if (answer.isLast) socket.destroy();
        else if (!isRefusal(answer.status)) send();
        else retry = setTimeout(send, Math.min(answer.retryAfterSeconds * 1000, Math.max(0, this.#endMs - nowMs)));
      });
    });
  }

  #countAnswer({ status, waitMs }: HttpAnswer, ms: number): void {
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
    if (status === 200) {
      this.#ms.push(ms);
      this.#waitMs.push(waitMs ?? Number.NaN);
    } else if (isRefusal(status)) this.#refused++;
    else this.#failed++;
  }

  #countFailure(code: string): void {
    this.#statuses[code] = (this.#statuses[code] ?? 0) + 1;
    this.#failed++;
  }
}

/** The server would not, and said so. */
function isRefusal(status: number): boolean {
  return status === 429 || status === 503;
}

const plan = workerData as LoadPlan;
const load = new Load(plan);
if (plan.warmSeconds > 0) await load.run(plan.clients, plan.warmSeconds);
const outcome = await load.run(plan.clients, plan.seconds);
parentPort?.postMessage(outcome);
