import { createHash } from 'node:crypto';
import { startProcess } from './http-process.ts';
import { PROGRAM } from './program.ts';

export interface BodiesOptions {
  readonly clients: number;
  /** Decides the order of the queries. */
  readonly seed: number;
  readonly workers: number;
}

/**
 * Serves an index in a process of its own, asks every query once in a shuffled order from many clients at a time, and
 * stops the server. A client that is told that the server is busy comes again, as a well-behaved one does.
 *
 * @returns SHA-256 of each body, in the order of `queries`
 */
export async function collectBodies(
  spec: string,
  queries: readonly string[],
  options: BodiesOptions,
): Promise<string[]> {
  const server = await startProcess(
    PROGRAM,
    'serve',
    spec,
    '--port',
    '0',
    '--json',
    '--log',
    'off',
    '--workers',
    String(options.workers),
  );
  try {
    const order = shuffle(queries.length, options.seed);
    const hashes = new Array<string>(queries.length).fill('');
    const client = async (): Promise<void> => {
      for (let next = order.pop(); next !== undefined; next = order.pop()) {
        hashes[next] = createHash('sha256')
          .update(await ask(server.url, queries[next]))
          .digest('hex');
      }
    };
    await Promise.all(Array.from({ length: options.clients }, client));
    return hashes;
  } finally {
    server.child.kill('SIGTERM');
    await server.exited;
  }
}

async function ask(url: string, query: string): Promise<string> {
  for (;;) {
    const response = await fetch(`${url}/v1/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const body = await response.text();
    if (response.status === 200) return body;
    if (response.status !== 503) throw new Error(`${response.status}: ${body}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function shuffle(count: number, seed: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  let state = seed >>> 0;
  for (let i = count - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
