/**
 * A process that swaps between two indexes as long as it lives: `node …/http-swap-program.js DIR DIR 100` opens and
 * verifies the next one beside the one served, every 100 ms or as fast as that goes. Prints `{"url": …}`, then at each
 * swap `{"swaps": n}`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { exitOnSignals } from '../../src/api/drain.ts';
import { createServer } from '../../src/api/server.ts';
import { VectorDevice } from '../../src/retrieval/gpu/vector-device.ts';
import { IndexSet } from '../../src/serving/index-set.ts';

const [first, second, periodMs] = process.argv.slice(2);
const device = await VectorDevice.open('cpu');
const open = (directory: string) =>
  new IndexSet([`served=${directory}`], { workers: 1, isStrict: false, device, onProgress: () => {} }).open();
const server = await createServer({});
await server.swap(await open(first));
const url = await server.listen();
let swaps = 0;
let isStopping = false;
exitOnSignals(server, {
  onStopping: () => {
    isStopping = true;
  },
});
console.log(JSON.stringify({ url }));
while (!isStopping) {
  const [backend] = await Promise.all([open(swaps % 2 === 0 ? second : first), sleep(Number(periodMs))]);
  if (isStopping) break;
  void server.swap(backend);
  swaps++;
  console.log(JSON.stringify({ swaps }));
}
