import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { viewIndex } from '../../src/store/index-view.ts';
import { openIndex } from '../../src/store/open.ts';
import { invertShard } from './reorder/forward-index.ts';
import { meanGapBytes } from './reorder/gap-bytes.ts';
import { bisectDocuments } from './reorder/graph-bisection.ts';

/**
 * Writes a collection in the order of recursive graph bisection, to measure what an order of documents gains (decision
 * 013). The index must be of that very file, with one passage a document and one shard, as peer.js builds it.
 *
 *   node dist/scripts/bench/reorder.js --corpus corpus.jsonl --index DIR --out reordered.jsonl
 *     [--iterations 20] [--leaf 16] [--minimum 8] [--shuffle]
 */
const { values } = parseArgs({
  options: {
    corpus: { type: 'string' },
    index: { type: 'string' },
    out: { type: 'string' },
    iterations: { type: 'string', default: '20' },
    leaf: { type: 'string', default: '16' },
    minimum: { type: 'string', default: '8' },
    shuffle: { type: 'boolean', default: false },
  },
});
const { corpus, index: directory, out } = values;
if (corpus === undefined || directory === undefined || out === undefined) {
  throw new TypeError('--corpus, --index and --out are needed');
}
const { postings, passages } = viewIndex(openIndex(directory));
if (postings.length !== 1 || passages.passages !== passages.documents) {
  throw new TypeError('the index must have one shard, and one passage a document');
}
const startMs = performance.now();
const forward = invertShard(postings[0], Number(values.minimum));
const order = values.shuffle
  ? shuffle(passages.documents)
  : bisectDocuments(forward, {
      iterations: Number(values.iterations),
      leaf: Number(values.leaf),
      onLevel: (level, parts, swaps) => process.stderr.write(`level ${level}: ${parts} parts, ${swaps} swaps\n`),
    });
const seconds = Number(((performance.now() - startMs) / 1000).toFixed(1));
copyLines(corpus, order, out);
const natural = order.slice().sort();
const gapBytes = { before: meanGapBytes(forward, natural), after: meanGapBytes(forward, order) };
process.stdout.write(`${JSON.stringify({ documents: order.length, seconds, gapBytes })}\n`);

/** An order that says nothing, for comparison: by a hash of the number. */
function shuffle(count: number): Uint32Array {
  const hash = (value: number) => Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) >>> 0;
  return Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => hash(a) - hash(b) || a - b);
}

/** Writes the lines of a file in another order; the file may be larger than memory. */
function copyLines(source: string, lines: Uint32Array, target: string): void {
  const file = openSync(source, 'r');
  const ends: number[] = [];
  const chunk = Buffer.allocUnsafe(1 << 24);
  const { size } = statSync(source);
  for (let at = 0; at < size; ) {
    const read = readSync(file, chunk, 0, chunk.length, at);
    for (let i = chunk.indexOf(10); i >= 0 && i < read; i = chunk.indexOf(10, i + 1)) ends.push(at + i + 1);
    at += read;
  }
  if (ends.length !== lines.length) throw new Error(`${source} has ${ends.length} lines, the index ${lines.length}`);
  const written = openSync(target, 'w');
  let pending: Buffer[] = [];
  let bytes = 0;
  for (const line of lines) {
    const from = line === 0 ? 0 : ends[line - 1];
    const text = Buffer.allocUnsafe(ends[line] - from);
    readSync(file, text, 0, text.length, from);
    pending.push(text);
    bytes += text.length;
    if (bytes > 1 << 22) {
      writeSync(written, Buffer.concat(pending));
      pending = [];
      bytes = 0;
    }
  }
  writeSync(written, Buffer.concat(pending));
  closeSync(written);
  closeSync(file);
}
