import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emulatedArm64, emulatedX64, type NodeCommand, nodeOf } from '../support/other-machines.ts';
import { ROOT } from '../support/program.ts';

const PROGRAM = join(ROOT, 'scripts', 'encoder-probe.mjs');
const TIMEOUT_MS = 900_000;

/** Where the collections of the laboratory lie beside the checkout. */
const REAL = join(ROOT, '..', 'shared', 'models', 'all-MiniLM-L6-v2');

/** Queries of each model: of the real one fewer where every instruction is emulated, which takes some forty times as long. */
const MODELS = [
  { model: join(ROOT, 'test', 'fixtures', 'models', 'small-encoder'), queries: 200, emulatedQueries: 200 },
  ...(existsSync(REAL) ? [{ model: REAL, queries: 200, emulatedQueries: 5 }] : []),
];

interface Probe {
  readonly sha256: string;
  readonly queries: number;
  readonly node: string;
  readonly arch: string;
}

function probe(words: readonly string[], model: string, queries: number): Probe {
  const [program, ...rest] = [...words, PROGRAM, `onnx:${model}`, '--count', String(queries)];
  const ran = spawnSync(program, rest, { encoding: 'utf8', timeout: TIMEOUT_MS - 10_000 });
  expect(ran.status, ran.stderr?.slice(-2000)).toBe(0);
  return JSON.parse(ran.stdout.trim().split('\n').at(-1) as string) as Probe;
}

const MACHINES = [
  { what: 'Node 22', isEmulated: false, version: 'v22.', arch: process.arch, find: () => nodeOf(22) },
  { what: 'Node 24', isEmulated: false, version: 'v24.', arch: process.arch, find: () => nodeOf(24) },
  { what: 'Node 26', isEmulated: false, version: 'v26.', arch: process.arch, find: () => nodeOf(26) },
  {
    what: 'a processor with AVX2 and without AVX-512',
    isEmulated: true,
    version: 'v22.',
    arch: 'x64',
    find: () => emulatedX64('Haswell', 22),
  },
  {
    what: 'a processor without AVX',
    isEmulated: true,
    version: 'v20.',
    arch: 'x64',
    find: () => emulatedX64('Nehalem', 20),
  },
  { what: 'an ARM processor', isEmulated: true, version: 'v22.', arch: 'arm64', find: () => emulatedArm64(22) },
] satisfies readonly {
  readonly what: string;
  readonly isEmulated: boolean;
  readonly version: string;
  readonly arch: string;
  readonly find: () => NodeCommand;
}[];

// promise: encoder/portable
describe.each(MODELS)('the vectors of queries by $model, where it is portable', ({ model, ...counts }) => {
  const here = new Map<number, Probe>();
  beforeAll(() => {
    for (const queries of new Set([counts.queries, counts.emulatedQueries])) {
      here.set(queries, probe([process.execPath], model, queries));
    }
  }, TIMEOUT_MS);

  it.for(MACHINES)('have the same bits on $what', { timeout: TIMEOUT_MS }, (machine, { skip }) => {
    const command: NodeCommand = machine.find();
    if ('missing' in command) return skip(command.missing);
    const queries = machine.isEmulated ? counts.emulatedQueries : counts.queries;
    const there = probe(command.words, model, queries);
    expect([there.node.slice(0, machine.version.length), there.arch]).toEqual([machine.version, machine.arch]);
    expect([there.queries, there.sha256]).toEqual([queries, here.get(queries)?.sha256]);
  });
});
