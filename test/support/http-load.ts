/** Clients that load a server: at a constant rate, whatever it answers, or one request after another. */
import { Agent, request } from 'node:http';

export interface Outcome {
  /** HTTP status; 0 for a connection that was refused or broke. */
  readonly status: number;
  /** From the moment when the request was meant to be sent to the end of the answer, in milliseconds. */
  readonly ms: number;
  /** Of the socket's error, with `kept` after it where the connection had answered before; BROKEN for half an answer. */
  readonly code: string | null;
  readonly text: string;
}

export interface LoadTarget {
  readonly url: string;
  readonly agent: Agent;
  /** The n-th request: a body makes it a POST. */
  readonly path: string;
  body?(n: number): string;
}

/** Each request is sent at its time; a server that is late cannot slow the client down and so hide how late it is. */
export async function loadAtRate(target: LoadTarget, perSecond: number, seconds: number): Promise<Outcome[]> {
  const total = Math.round(perSecond * seconds);
  const startMs = performance.now();
  const pending: Promise<Outcome>[] = [];
  while (pending.length < total) {
    const dueMs = startMs + (pending.length * 1000) / perSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
    else pending.push(send(target, pending.length, dueMs));
  }
  return Promise.all(pending);
}

/** `connections` clients that each send the next request when the last was answered. */
export async function loadInTurn(target: LoadTarget, connections: number, seconds: number): Promise<Outcome[]> {
  const endMs = performance.now() + seconds * 1000;
  const outcomes: Outcome[] = [];
  let count = 0;
  const client = async (): Promise<void> => {
    for (let nowMs = performance.now(); nowMs < endMs; nowMs = performance.now()) {
      outcomes.push(await send(target, count++, nowMs));
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  return outcomes;
}

export function createAgent(connections: number): Agent {
  return new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });
}

/** The smallest value that at least the share of values (0 … 1) does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

export function send(target: LoadTarget, n: number, dueMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const end = (status: number, code: string | null, text: string): void =>
      resolve({ status, code, text, ms: performance.now() - dueMs });
    const body = target.body?.(n);
    const headers =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const message = request(
      target.url + target.path,
      { agent: target.agent, method: body === undefined ? 'GET' : 'POST', headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', () => {});
        response.on('close', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          if (response.complete) end(response.statusCode ?? 0, null, text);
          else end(0, 'BROKEN', text);
        });
      },
    );
    message.on('error', (error: NodeJS.ErrnoException) => {
      end(0, `${error.code ?? error.message}${message.reusedSocket ? ' kept' : ''}`, '');
    });
    message.end(body);
  });
}
