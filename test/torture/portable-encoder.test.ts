import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emulatedArm64, emulatedX64, type NodeCommand, nodeOf } from '../support/other-machines.ts';
import { ROOT } from '../support/program.ts';

const PROGRAM = join(ROOT, 'scripts', 'encoder-probe.mjs');
const TIMEOUT_MS = 900_000;

/** A real one where the collections of the laboratory lie beside the checkout, and the small one that the repository has. */
const REAL = join(ROOT, '..', 'shared', 'models', 'all-MiniLM-L6-v2');
const MODELS = [join(ROOT, 'test', 'fixtures', 'models', 'small-encoder'), ...(existsSync(REAL) ? [REAL] : [])];

interface Probe {
  readonly sha256: string;
  readonly node: string;
  readonly arch: string;
}

function probe(words: readonly string[], model: string): Probe {
  const [program, ...rest] = [...words, PROGRAM, `onnx:${model}`, '--count', '200'];
  const ran = spawnSync(program, rest, { encoding: 'utf8', timeout: TIMEOUT_MS - 10_000 });
  expect(ran.status, ran.stderr?.slice(-2000)).toBe(0);
  return JSON.parse(ran.stdout.trim().split('\n').at(-1) as string) as Probe;
}

// promise: encoder/portable
describe.each(MODELS)('the vectors of 200 queries by %s, where it is portable', (model) => {
  let here: Probe;
  beforeAll(() => {
    here = probe([process.execPath], model);
  }, TIMEOUT_MS);

  const MACHINES: readonly (readonly [what: string, version: string, arch: string, find: () => NodeCommand])[] = [
    ['Node 22', 'v22.', process.arch, () => nodeOf(22)],
    ['Node 24', 'v24.', process.arch, () => nodeOf(24)],
    ['a processor with AVX2 and without AVX-512', 'v22.', 'x64', () => emulatedX64('Haswell', 22)],
    ['a processor without AVX', 'v20.', 'x64', () => emulatedX64('Nehalem', 20)],
    ['an ARM processor', 'v22.', 'arm64', () => emulatedArm64(22)],
  ];

  it.for(MACHINES)('have the same bits on %s', { timeout: TIMEOUT_MS }, ([, version, arch, find], { skip }) => {
    const command = find();
    if ('missing' in command) return skip(command.missing);
    const there = probe(command.words, model);
    expect([there.node.slice(0, version.length), there.arch]).toEqual([version, arch]);
    expect(there.sha256).toBe(here.sha256);
  });
});
