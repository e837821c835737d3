/**
 * What near copies and languages cost a build: CPU and wall time of builds of one collection with each choice, in turn, medians. And how
 * many near copies are found, and rightly, of generated texts that are compared all with all.
 *
 *   node dist/scripts/bench/copies.js INPUT SCRATCH [--rounds 3] [--threads 1] [--encoder static] [--out FILE]
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIndex } from '../../indexer/build.ts';
import type { BuildSettings } from '../../indexer/build-settings.ts';
import { CopyFinder } from '../../indexer/copies/copy-finder.ts';
import { areNear, distinct, ShingleReader } from '../../indexer/copies/shingles.ts';
import { SIGNATURE_WORDS, writeSignature } from '../../indexer/copies/signature.ts';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import { median } from './median.ts';

const CHOICES: Readonly<Record<string, Pick<BuildSettings, 'duplicates' | 'detectLanguage'>>> = {
  group: {},
  'group-near': { duplicates: 'group-near' },
  'drop-near': { duplicates: 'drop-near' },
  'detect-language': { detectLanguage: true },
};

const WORDS = 2_000;
const TEXTS = 1_000;
const COPIES = 2_000;

interface Cost {
  readonly cpuSeconds: number;
  readonly seconds: number;
}

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '3' },
      threads: { type: 'string', default: '1' },
      encoder: { type: 'string', default: 'static' },
      out: { type: 'string' },
    },
  });
  const [input, scratch] = positionals;
  const directory = join(scratch, 'index');
  const costs: Record<string, Cost[]> = Object.fromEntries(Object.keys(CHOICES).map((name) => [name, []]));
  const found: Record<string, object> = {};
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [name, settings] of Object.entries(CHOICES)) {
      rmSync(directory, { recursive: true, force: true });
      const began = { cpu: process.cpuUsage(), time: performance.now() };
      const { counts, nearDocuments, dropped, detected } = await buildIndex({
        ...{ inputs: [input], directory, engine: 'stillweb', analyzer: 'english', passages: { kind: 'auto' } },
        ...{ encoder: values.encoder, threads: Number(values.threads), memoryBytes: 1024 ** 3, onError: 'stop' },
        ...settings,
      });
      const { user, system } = process.cpuUsage(began.cpu);
      costs[name].push({ cpuSeconds: (user + system) / 1e6, seconds: (performance.now() - began.time) / 1e3 });
      found[name] = { documents: counts.documents, nearDocuments, dropped, detected };
    }
  }
  const base = median(costs.group.map(({ cpuSeconds }) => cpuSeconds));
  const builds = Object.entries(costs).map(([choice, list]) => {
    const cpuSeconds = median(list.map((cost) => cost.cpuSeconds));
    const seconds = rounded(median(list.map((cost) => cost.seconds)));
    return { choice, ...found[choice], cpuSeconds: rounded(cpuSeconds), seconds, ratio: rounded(cpuSeconds / base) };
  });
  const { threads, encoder, rounds } = values;
  const pairs = [50, 70, 80, 90].map(comparePairs);
  const record = { machine: describeMachine(), threads, encoder, rounds, builds, pairs };
  const text = `${JSON.stringify(record, null, 1)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
}

/** Texts of random words, and copies of them of which each word is another one with a chance of up to a tenth. */
function makeTexts(): string[] {
  const next = xorshift32(2026);
  const word = () => `w${next() % WORDS}`;
  const texts = Array.from({ length: TEXTS }, () => Array.from({ length: 20 + (next() % 300) }, word).join(' '));
  for (let copy = 0; copy < COPIES; copy++) {
    const changed = next() % 100;
    const words = texts[next() % texts.length].split(' ');
    texts.push(words.map((each) => (next() % 1_000 < changed ? word() : each)).join(' '));
  }
  return texts;
}

function comparePairs(percent: number): object {
  const reader = new ShingleReader();
  const shingles = makeTexts().map((text) => reader.read(text));
  const sets = shingles.map((each) => distinct(Int32Array.from(each)));
  const finder = new CopyFinder(percent, (document) => Int32Array.from(shingles[document]));
  const signature = new Int32Array(SIGNATURE_WORDS);
  const kept: number[] = [];
  let copies = 0;
  let right = 0;
  let missed = 0;
  for (const [number, own] of shingles.entries()) {
    writeSignature(own, signature, 0);
    const found = finder.find(signature, 0, () => Int32Array.from(own));
    if (found !== null) {
      copies++;
      if (areNear(sets[number], sets[found], percent)) right++;
      continue;
    }
    if (kept.some((other) => areNear(sets[number], sets[other], percent))) missed++;
    kept.push(number);
    finder.keep(number, signature, 0);
  }
  const { bands, rows } = finder.banding;
  return { percent, bands, rows, texts: shingles.length, copies, right, missed };
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

await run();
