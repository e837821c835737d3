/**
 * How many requests a second the server answers over the memory backend, on loopback, with a client in this process
 * and the server in another: `node dist/test/support/http-throughput.js [seconds]`. Prints a line of JSON a case.
 */
import { connect } from 'node:net';
import { percentile } from './http-load.ts';
import { builtProgram, startProcess } from './http-process.ts';

const seconds = Number(process.argv[2] ?? 5);
const program = builtProgram('test/support/http-memory-program.js');
if (program === null) throw new Error('build first: node scripts/build.mjs');
const server = await startProcess(program, JSON.stringify({ workers: 2 }));
const { port } = new URL(server.url);
const body = JSON.stringify({ query: 'shell on rock', k: 3 });
const CASES = {
  health: 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n',
  search: `POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  searchByUrl: 'GET /v1/search?query=shell+on+rock&k=3 HTTP/1.1\r\nHost: localhost\r\n\r\n',
};

/** One keep-alive connection that sends the next request when it has the whole answer; a client as lean as can be. */
function runConnection(text: string, endMs: number, latencies: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.setNoDelay(true);
    let startMs = 0;
    let received = 0;
    let length = -1;
    const next = (): void => {
      startMs = performance.now();
      if (startMs >= endMs) {
        socket.destroy();
        resolve();
        return;
      }
      received = 0;
      length = -1;
      socket.write(text);
    };
    socket.on('connect', next);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      if (length === -1) {
        const head = chunk.toString('latin1', 0, chunk.indexOf('\r\n\r\n'));
        if (!head.startsWith('HTTP/1.1 200')) reject(new Error(head));
        length = head.length + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1]);
      }
      received += chunk.length;
      if (received < length) return;
      latencies.push(performance.now() - startMs);
      next();
    });
  });
}

for (const [name, text] of Object.entries(CASES)) {
  for (const connections of [1, 16]) {
    await Promise.all(Array.from({ length: connections }, () => runConnection(text, performance.now() + 1500, [])));
    const latencies: number[] = [];
    const endMs = performance.now() + seconds * 1000;
    await Promise.all(Array.from({ length: connections }, () => runConnection(text, endMs, latencies)));
    console.log(
      JSON.stringify({
        case: name,
        connections,
        perSecond: Math.round(latencies.length / seconds),
        p50Ms: Number(percentile(latencies, 0.5).toFixed(3)),
        p99Ms: Number(percentile(latencies, 0.99).toFixed(3)),
      }),
    );
  }
}
server.child.kill('SIGTERM');
const { code } = await server.exited;
console.log(JSON.stringify({ case: 'drain', exitCode: code }));
