import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a cluster says of itself. */
const VERSION = { version: { distribution: 'opensearch', number: '3.5.0' } };

/** The answer to a path; null for the version, and for a path that is not there. */
export type AnswerTo = (
  path: string,
  headers: Readonly<Record<string, unknown>>,
  body: string,
) => readonly [status: number, body: unknown] | null;

export interface AnsweringServer {
  readonly url: string;
  close(): void;
}

/** A server with answers that a cluster gives when something is wrong. The real one is asked in test/torture/. */
export async function answerAsCluster(answer: AnswerTo): Promise<AnsweringServer> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const path = request.url ?? '';
      const [status, told] = answer(path, request.headers, body) ?? (path === '/' ? [200, VERSION] : [404, {}]);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(told));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
