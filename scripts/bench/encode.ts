/**
 * What a build gets out of a model, beside the runtime by itself: passages a second of one thread of ONNX Runtime, of a build with so many
 * threads, and the memory of that build.
 *
 *   node dist/scripts/bench/encode.js onnx:FOLDER CORPUS.jsonl [--passages 1600] [--threads 2] [--out FILE]
 *
 * The same texts for both, in units of equal size, so that no thread waits for another at the end. The runtime by itself has its tokens
 * before the clock starts. Prints a JSON record, which docs/performance/ keeps. Behind the last passage the proof of the build opens the form of
 * the model that encodes queries, so memory is told twice.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIndex } from '../../indexer/build.ts';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { readModelFolder } from '../../src/encoder/onnx/model-folder.ts';
import { OnnxSession } from '../../src/encoder/onnx/onnx-session.ts';
import { TokenReader } from '../../src/encoder/onnx/token-reader.ts';

/** Texts that the runtime by itself is given. */
const RAW_TEXTS = 200;

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      passages: { type: 'string', default: '1600' },
      threads: { type: 'string', default: '2' },
      out: { type: 'string' },
      build: { type: 'string' },
    },
  });
  const [encoder, corpus] = positionals;
  const [passages, threads] = [Number(values.passages), Number(values.threads)];
  if (values.build !== undefined) return await build(encoder, values.build, passages, threads);
  const folder = mkdtempSync(join(tmpdir(), 'stillweb-encode-'));
  try {
    const lines = readFileSync(corpus, 'utf8').split('\n', passages);
    const texts = lines.map((line) => (JSON.parse(line) as { text: string }).text);
    const input = join(folder, 'texts.jsonl');
    writeFileSync(input, texts.map((text, i) => `${JSON.stringify({ id: `t${i}`, text })}\n`).join(''));
    const before = await timeRuntime(encoder, texts);
    const words = [process.argv[1], encoder, corpus, '--build', input];
    const numbers = ['--passages', String(passages), '--threads', String(threads)];
    const ran = spawnSync(process.execPath, [...words, ...numbers], { encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(ran.stderr);
    const built = JSON.parse(ran.stdout) as { seconds: number; encodingBytes: number; residentBytes: number };
    const after = await timeRuntime(encoder, texts);
    const runtime = (before + after) / 2;
    const perSecond = passages / built.seconds;
    const { folder: model, graph } = readModelFolder(encoder.slice('onnx:'.length));
    const mebibytes = (bytes: number) => Math.round(bytes / 1024 ** 2);
    const { cpu, cores, node } = describeMachine();
    const record = {
      kind: 'table',
      machine: `${cpu}, ${cores} cores, Node ${node}`,
      at: new Date().toISOString(),
      title: `Encoding a collection: ${basename(model)}, native, ${passages} passages, ${threads} threads`,
      heads: ['', 'value'],
      rows: [
        ['passages/s, one thread of the runtime by itself', Number(runtime.toFixed(2))],
        [`passages/s, a build with ${threads} threads`, Number(perSecond.toFixed(2))],
        [`share: the build / (${threads} × the runtime)`, Number((perSecond / (threads * runtime)).toFixed(3))],
        ['memory of the build while it encodes, MiB', mebibytes(built.encodingBytes)],
        ['bound: threads × model + 300 MB, MiB', mebibytes(threads * statSync(join(model, graph)).size + 300e6)],
        ['memory of the build with its proof, MiB', mebibytes(built.residentBytes)],
      ],
      notes: [
        `The runtime before the build and behind it: ${before.toFixed(2)} and ${after.toFixed(2)} passages/s; ${loadavg()[0].toFixed(1)} programs wanted a core meanwhile, of ${cores}. scripts/bench/encode.ts`,
      ],
    };
    const text = `${JSON.stringify(record, null, 1)}\n`;
    if (values.out === undefined) process.stdout.write(text);
    else writeFileSync(values.out, text);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Texts a second of one thread of the runtime, its tokens made before. Every so many-th, so that their lengths are those of all. */
async function timeRuntime(encoder: string, texts: readonly string[]): Promise<number> {
  const model = readModelFolder(encoder.slice('onnx:'.length));
  const reader = new TokenReader(model);
  const step = Math.max(1, Math.floor(texts.length / RAW_TEXTS));
  const tokens = texts.filter((_, i) => i % step === 0).map((text) => reader.read(text));
  const session = await OnnxSession.open(model, 'native');
  for (const ids of tokens.slice(0, 10)) await session.run(ids);
  const startMs = performance.now();
  for (const ids of tokens) await session.run(ids);
  const seconds = (performance.now() - startMs) / 1000;
  await session.close();
  return tokens.length / seconds;
}

/** In a process of its own, whose memory is looked at. Time counts from the first document to the end of the last unit. */
async function build(encoder: string, input: string, passages: number, threads: number): Promise<void> {
  let startMs = 0;
  let endMs = 0;
  let encodingBytes = 0;
  await buildIndex({
    inputs: [input],
    directory: `${input}.index`,
    engine: 'stillweb',
    analyzer: 'english',
    passages: { kind: 'whole' },
    encoder,
    threads,
    memoryBytes: 2 ** 31,
    onError: 'stop',
    cut: { unitDocuments: Math.ceil(passages / (2 * threads)), shardPassages: 2 ** 20 },
    onProgress: ({ stage }) => {
      if (startMs === 0) startMs = performance.now();
      if (stage === 'reading' || endMs !== 0) return;
      endMs = performance.now();
      encodingBytes = process.resourceUsage().maxRSS * 1024;
    },
  });
  const residentBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(JSON.stringify({ seconds: (endMs - startMs) / 1000, encodingBytes, residentBytes }));
}

await run();
