import { basename } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readManifest } from '../../src/store/open.ts';
import { buildCheckableIndex } from '../support/checkable-index.ts';
import { damageIndex, type Sections } from '../support/damaged-index.ts';
import { runProgram } from '../support/program.ts';

describe('stillweb check', () => {
  let sound: string;
  let unsound: string;
  let moved: string;
  beforeAll(async () => {
    sound = await buildCheckableIndex();
    // The first number of a table of a few hundred: the program once went through four thousand million passages for it.
    const change = ({ first }: Sections) => first.fill(4_294_967_294, 5, 6);
    unsound = damageIndex(sound, { file: 'passages.bin', change });
    moved = damageIndex(sound, {
      manifest: ({ golden }) => ({ golden: golden.map((each, i) => (i === 0 ? { ...each, hits: [] } : each)) }),
    });
  });

  const check = (directory: string, ...flags: string[]) =>
    runProgram(['check', directory, '--device', 'cpu', '--quiet', ...flags]);

  it('says that a sound index is whole, and ends with 0', () => {
    const { code, out, err } = check(sound);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('golden    36 of 36 rankings equal\n');
    expect(out).toContain('encoder   10 probes exact\n');
    expect(out.trimEnd().endsWith('The index is whole and its rankings stand.')).toBe(true);
  });

  it('ends with an error and names the findings of an index with one wrong number', () => {
    const { code, out, err } = check(unsound);
    expect(code).toBe(1);
    expect(err).toMatch(/^CHECK_FAILED: .*: 2 findings\. To mend it: /);
    expect(out).toContain('golden    not asked: a structure is unsound\n');
    expect(out.match(/^FINDING {3}document [45] has the passages /gm)).toHaveLength(2);
    expect(out.trimEnd().endsWith('2 findings.')).toBe(true);
  });

  it('tells a program the kind of each finding, and how many golden queries moved', () => {
    expect(JSON.parse(check(moved, '--json').out)).toMatchObject({
      golden: 36,
      moved: 1,
      probes: 'exact',
      device: { kind: 'cpu' },
      findings: [{ kind: 'golden-moved' }],
    });
    expect(JSON.parse(check(unsound, '--json').out)).toMatchObject({
      moved: null,
      device: null,
      findings: [{ kind: 'passage-run' }, { kind: 'passage-run' }],
    });
  });

  it('reports in one line what was checked, what came of it and where, and twice the same', () => {
    const { code, out, err } = check(sound, '--report');
    expect([code, err]).toEqual([0, '']);
    const { id, name } = readIdentity(sound);
    expect(out.startsWith(`${name}@${id}: holds; hashes of `)).toBe(true);
    expect(out).toContain('; golden 36 of 36; 10 probes exact; stillweb ');
    expect(out).toContain(`; Node ${process.version}; `);
    expect(out).toMatch(/^[^\n]+ on cpu\n$/);
    const { line, machine, golden } = JSON.parse(check(sound, '--report', '--json').out);
    expect(`${line}\n`).toBe(out);
    expect(golden).toBe(36);
    expect(out).toContain(`${machine.system}; ${machine.processor.model} (${machine.processor.level})`);
  });

  it('reports what fails by its kinds, and still ends with an error', () => {
    const asked = check(moved, '--report');
    expect([asked.code, asked.err.startsWith('CHECK_FAILED')]).toEqual([1, true]);
    expect(asked.out).toMatch(
      /: FAILS \(golden-moved 1\); hashes of \d+ files equal; golden 35 of 36; 10 probes exact; /,
    );
    expect(check(unsound, '--report').out).toMatch(/: FAILS \(passage-run 2\); .*; golden not asked; /);
  });
});

function readIdentity(directory: string) {
  const { current, manifest } = readManifest(directory);
  return { id: manifest.id, name: current.name ?? basename(directory) };
}
