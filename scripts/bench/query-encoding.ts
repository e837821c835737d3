/**
 * What a model takes to encode a query of so many tokens: one that is new, and one that was encoded lately.
 *
 *   node dist/scripts/bench/query-encoding.js onnx:FOLDER [--tokens 16] [--queries 200] [--device portable] [--out FILE]
 *
 * Each query once, in one thread, behind ten that do not count; then each ten times again. Prints a JSON record, which docs/performance/ keeps.
 */
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { readModelFolder } from '../../src/encoder/onnx/model-folder.ts';
import { openOnnxEncoder } from '../../src/encoder/onnx/onnx-encoder.ts';
import { TokenReader } from '../../src/encoder/onnx/token-reader.ts';

const WARM = 10;
const HOT_ROUNDS = 10;

/** Words that vocabularies of English have whole. */
const WORDS =
  'who wrote the first history of a river and its old stone bridge in north england which city has more water than land when did he win'.split(
    ' ',
  );

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      tokens: { type: 'string', default: '16' },
      queries: { type: 'string', default: '200' },
      device: { type: 'string', default: 'portable' },
      out: { type: 'string' },
    },
  });
  const source = positionals[0].slice('onnx:'.length);
  const texts = textsOf(source, Number(values.tokens), Number(values.queries) + WARM);
  const encoder = await openOnnxEncoder(source, values.device);
  const time = async (text: string): Promise<number> => {
    const startMs = performance.now();
    await encoder.encode([text], 'query');
    return performance.now() - startMs;
  };
  for (const text of texts.slice(0, WARM)) await time(text);
  const counted = texts.slice(WARM);
  const fresh: number[] = [];
  for (const text of counted) fresh.push(await time(text));
  const hot: number[] = [];
  for (let round = 0; round < HOT_ROUNDS; round++) for (const text of counted) hot.push(await time(text));
  await encoder.close();
  const { cpu, cores, node } = describeMachine();
  const record = {
    kind: 'table',
    machine: `${cpu}, ${cores} cores, Node ${node}`,
    at: new Date().toISOString(),
    title: `Encoding a query of ${values.tokens} tokens: ${encoder.description.name}, ${values.device}, ${counted.length} queries`,
    heads: ['', 'least, ms', 'p50, ms', 'p95, ms'],
    rows: [
      ['a new query', ...rowOf(fresh)],
      ['one that was encoded lately', ...rowOf(hot)],
    ],
    notes: [
      `One thread; ${loadavg()[0].toFixed(1)} programs wanted a core meanwhile, of ${cores}. scripts/bench/query-encoding.ts`,
    ],
  };
  const text = `${JSON.stringify(record, null, 1)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
}

/** Distinct texts of so many tokens, with those that the model puts around them. */
function textsOf(source: string, tokens: number, count: number): string[] {
  const reader = new TokenReader(readModelFolder(source));
  const texts: string[] = [];
  for (let i = 0; texts.length < count; i++) {
    const words: string[] = [];
    const [from, step] = [i % WORDS.length, 1 + Math.floor(i / WORDS.length)];
    const next = () => WORDS[(from + words.length * step) % WORDS.length];
    while (reader.read([...words, next()].join(' ')).length <= tokens) words.push(next());
    const text = words.join(' ');
    if (reader.read(text).length === tokens && !texts.includes(text)) texts.push(text);
    if (i > 100 * count) throw new Error(`there are no ${count} texts of ${tokens} tokens`);
  }
  return texts;
}

function rowOf(times: readonly number[]): number[] {
  const sorted = times.toSorted((left, right) => left - right);
  return [0, 0.5, 0.95].map((share) => Number(sorted[Math.floor(share * (sorted.length - 1))].toPrecision(3)));
}

await run();
