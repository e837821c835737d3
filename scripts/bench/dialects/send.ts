import { Agent, request } from 'node:http';

/** One request at a time over one connection that is kept. */

export interface Sent {
  readonly method: 'GET' | 'POST';
  /** With the query string. */
  readonly path: string;
  /** Of a POST, sent as JSON. */
  readonly body?: unknown;
}

export interface Received {
  readonly status: number;
  readonly text: string;
  /** From the first byte sent to the last one read. */
  readonly ms: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

export function send(url: string, { method, path, body }: Sent): Promise<Received> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const startedMs = performance.now();
    const outgoing = request({
      ...{ hostname, port, method, path, agent },
      headers:
        payload === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const ms = performance.now() - startedMs;
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8'), ms });
      });
    });
    outgoing.end(payload);
  });
}

/** As `send`, of what must be answered. @throws Error with the answer of what is not */
export async function sendWell(url: string, sent: Sent): Promise<Received> {
  const received = await send(url, sent);
  if (received.status === 200) return received;
  throw new Error(`${sent.method} ${sent.path} has ${received.status}: ${received.text.slice(0, 500)}`);
}
