/**
 * A process that serves the memory backend as `stillweb serve` serves an index, for tests of signals:
 * `node dist/test/support/http-memory-program.js '{"workers": 1, "taskMs": 500, "drainMs": 2000}'`.
 * Prints `{"url": …}` when it answers.
 */
import { exitOnSignals } from '../../src/api/drain.ts';
import { createServer } from '../../src/api/server.ts';
import { MemoryBackend } from './memory-backend.ts';

const { drainMs, delayMs, log, ...options } = JSON.parse(process.argv[2] ?? '{}');
const server = await createServer({ log: log === true ? process.stderr : null });
await server.swap(new MemoryBackend(options));
exitOnSignals(server, { timeoutMs: drainMs, delayMs });
console.log(JSON.stringify({ url: await server.listen() }));
