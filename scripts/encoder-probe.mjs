/**
 * The bits that a model gives on this machine: a hash over the float32 vectors of queries, in the form `portable`.
 *
 *   node scripts/encoder-probe.mjs onnx:FOLDER [--count 200]
 *
 * Run by other versions of Node, and by `qemu-user -cpu Haswell`, to show that the hash is the same everywhere.
 */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createEncoder } from '../dist/src/encoder/encoders.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string', default: '200' } },
});
const encoder = await createEncoder(positionals[0]);
const words =
  'index ranking passage who wrote the first history of a river temple and what is naïve Ünïcode 東京 dense'.split(' ');
const queries = Array.from({ length: Number(values.count) }, (_, i) =>
  Array.from({ length: 2 + (i % 14) }, (__, j) => words[(i * 5 + j * 7) % words.length]).join(' '),
);
const hash = createHash('sha256');
for (const query of queries) {
  const [unit] = await encoder.encodeUnits([query], 'query');
  hash.update(Buffer.from(unit.buffer, unit.byteOffset, unit.byteLength));
}
await encoder.close();
process.stdout.write(
  `${JSON.stringify({ encoder: encoder.description.name, queries: queries.length, sha256: hash.digest('hex'), node: process.version, arch: process.arch })}\n`,
);
