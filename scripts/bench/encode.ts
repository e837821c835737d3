/**
 * What a build gets out of a model, beside the runtime by itself: passages a second of one thread of ONNX Runtime, of a build with so many
 * threads, and the memory of that build.
 *
 *   node dist/scripts/bench/encode.js onnx:FOLDER CORPUS.jsonl [--passages 1600] [--threads 2] [--out FILE]
 *
 * The same texts for both, in units of equal lengths, so that no thread waits for another at the end. The runtime by itself has its tokens
 * before the clock starts, and a build its model behind it. As many processes of the runtime by itself, side by side, say what the cores of the
 * machine give: those of a guest may share one. Prints a JSON record, which docs/performance/ keeps. Behind the last passage the proof of the
 * build opens the form of the model that encodes queries, so memory is told twice.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
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
      alone: { type: 'boolean', default: false },
    },
  });
  const [encoder, corpus] = positionals;
  const [passages, threads] = [Number(values.passages), Number(values.threads)];
  if (values.build !== undefined) return await build(encoder, values.build, passages, threads);
  if (values.alone) return await runAlone(encoder, corpus);
  const folder = mkdtempSync(join(tmpdir(), 'stillweb-encode-'));
  try {
    const lines = readFileSync(corpus, 'utf8').split('\n', passages);
    const units = 2 * threads;
    const texts = dealOut(
      lines.map((line) => (JSON.parse(line) as { text: string }).text),
      units,
    );
    const input = join(folder, 'texts.jsonl');
    writeFileSync(input, texts.map((text, i) => `${JSON.stringify({ id: `t${i}`, text })}\n`).join(''));
    const before = await timeRuntime(encoder, sampleOf(texts));
    const beside = await timeBeside(encoder, input, threads);
    const words = [process.argv[1], encoder, corpus, '--build', input];
    const numbers = ['--passages', String(passages), '--threads', String(threads)];
    const ran = spawnSync(process.execPath, [...words, ...numbers], { encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(ran.stderr);
    const built = JSON.parse(ran.stdout) as { seconds: number; encodingBytes: number; residentBytes: number };
    const after = await timeRuntime(encoder, sampleOf(texts));
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
        [`passages/s, ${threads} processes of the runtime by themselves, side by side`, Number(beside.toFixed(2))],
        ['share: those / (as many × the runtime)', Number((beside / (threads * runtime)).toFixed(3))],
        ['share: the build / those', Number((perSecond / beside).toFixed(3))],
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

/** The same texts in another order: dealt out by their lengths, so that each of so many parts has long ones and short ones alike. */
function dealOut(texts: readonly string[], parts: number): string[] {
  const sorted = [...texts].sort((a, b) => a.length - b.length);
  const rounds = Array.from({ length: parts }, (_, part) =>
    sorted.filter((_, i) => (Math.floor(i / parts) % 2 === 0 ? i % parts : parts - 1 - (i % parts)) === part),
  );
  return rounds.flat();
}

/** Every so many-th by their lengths, so that these are those of all. */
function sampleOf(texts: readonly string[]): string[] {
  const sorted = [...texts].sort((a, b) => a.length - b.length);
  const count = Math.min(RAW_TEXTS, sorted.length);
  return Array.from({ length: count }, (_, i) => sorted[Math.floor(((i + 0.5) * sorted.length) / count)]);
}

/** Texts a second of one thread of the runtime, its tokens made before. @param begin called when it is ready, and waited for */
async function timeRuntime(encoder: string, texts: readonly string[], begin = async () => {}): Promise<number> {
  const model = readModelFolder(encoder.slice('onnx:'.length));
  const reader = new TokenReader(model);
  const tokens = texts.map((text) => reader.read(text));
  const session = await OnnxSession.open(model, 'native');
  for (const ids of tokens.slice(0, 10)) await session.run(ids);
  await begin();
  const startMs = performance.now();
  for (const ids of tokens) await session.run(ids);
  const seconds = (performance.now() - startMs) / 1000;
  await session.close();
  return tokens.length / seconds;
}

/** The same in a process that says when it is ready, and begins when it is told. */
async function runAlone(encoder: string, input: string): Promise<void> {
  const lines = readFileSync(input, 'utf8').trimEnd().split('\n');
  const texts = sampleOf(lines.map((line) => (JSON.parse(line) as { text: string }).text));
  const rate = await timeRuntime(encoder, texts, async () => {
    process.stdout.write('ready\n');
    await once(process.stdin, 'data');
  });
  process.stdout.write(`${rate}\n`);
  process.stdin.destroy();
}

/** Texts a second of so many processes in all, which begin when each of them is ready. */
async function timeBeside(encoder: string, input: string, processes: number): Promise<number> {
  const words = [process.argv[1], encoder, input, '--alone'];
  const stdio: ['pipe', 'pipe', 'inherit'] = ['pipe', 'pipe', 'inherit'];
  const children = Array.from({ length: processes }, () => spawn(process.execPath, words, { stdio }));
  await Promise.all(children.map(nextLine));
  const rates = children.map(nextLine);
  for (const child of children) child.stdin.write('begin\n');
  const told = await Promise.all(rates);
  return told.reduce((sum, rate) => sum + Number(rate), 0);
}

async function nextLine(child: ChildProcess): Promise<string> {
  const [chunk] = await once(child.stdout!, 'data');
  return String(chunk).trim();
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
