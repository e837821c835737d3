import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Probe } from '../../scripts/equality-probe.ts';
import { emulatedArm64, emulatedX64, type NodeCommand, nodeOf } from '../support/other-machines.ts';
import { ROOT } from '../support/program.ts';

const PROGRAM = join(ROOT, 'dist', 'scripts', 'equality-probe.js');
const TIMEOUT_MS = 900_000;

function probe(words: readonly string[], ...flags: string[]): Probe {
  const [program, ...rest] = [...words, PROGRAM, ...flags];
  const ran = spawnSync(program, rest, { encoding: 'utf8', timeout: TIMEOUT_MS - 10_000 });
  expect(ran.status, ran.stderr?.slice(-2000)).toBe(0);
  return JSON.parse(ran.stdout.trim().split('\n').at(-1) as string) as Probe;
}

// promise: build/byte-identical
// promise: rank/same-bytes
describe('an index and its answers', () => {
  let here: Probe;

  beforeAll(() => {
    here = probe([process.execPath]);
  }, TIMEOUT_MS);

  it('differ from build to build and from mode to mode, so that equal hashes mean something', () => {
    const builds = Object.values(here.builds);
    const hashes = builds.flatMap(({ id, files, answers }) => [id, files, ...Object.values(answers)]);
    expect(builds.length).toBeGreaterThan(1);
    expect(new Set(hashes).size).toBe(hashes.length);
    const fewer = probe([process.execPath], '--queries', '29');
    expect(fewer.builds.usual.id).toBe(here.builds.usual.id);
    expect(fewer.builds.usual.answers.bm25).not.toBe(here.builds.usual.answers.bm25);
  });

  it(
    'have the same bytes for one thread and for eight',
    () => {
      expect(probe([process.execPath], '--threads', '1').builds).toEqual(here.builds);
      expect(probe([process.execPath], '--threads', '8').builds).toEqual(here.builds);
    },
    TIMEOUT_MS,
  );

  const MACHINES: readonly (readonly [what: string, version: string, arch: string, find: () => NodeCommand])[] = [
    ['Node 20', 'v20.', process.arch, () => nodeOf(20)],
    ['Node 22', 'v22.', process.arch, () => nodeOf(22)],
    ['Node 24', 'v24.', process.arch, () => nodeOf(24)],
    ['Node 26', 'v26.', process.arch, () => nodeOf(26)],
    ['a processor with AVX2 and without AVX-512', 'v22.', 'x64', () => emulatedX64('Haswell', 22)],
    ['a processor without AVX', 'v20.', 'x64', () => emulatedX64('Nehalem', 20)],
    ['an ARM processor', 'v22.', 'arm64', () => emulatedArm64(22)],
  ];

  it.for(MACHINES)('have the same bytes on %s', { timeout: TIMEOUT_MS }, ([, version, arch, find], { skip }) => {
    const command = find();
    if ('missing' in command) return skip(command.missing);
    const there = probe(command.words);
    expect([there.node.slice(0, version.length), there.arch]).toEqual([version, arch]);
    expect(there.builds).toEqual(here.builds);
  });
});
