import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StepOutcome } from '../../scripts/follow/follow-steps.ts';
import { EXPECTED_HASHES, followTenMinutes, hashesIn, missing } from '../support/artifact-evaluation.ts';
import { ROOT } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const readJson = (...path: string[]) => JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));

describe.skipIf(missing.length > 0)(
  'the ten minutes of a reviewer (skipped without bash, curl, python3, sha256sum)',
  () => {
    let folder: string;
    let outcomes: readonly StepOutcome[];
    const told = (heading: string) => outcomes.find(({ step }) => step.headings.at(-1) === heading) as StepOutcome;

    beforeAll(async () => {
      folder = temporaryFolder();
      ({ outcomes } = await followTenMinutes(folder));
    });

    it('succeed block by block, but for the control', () => {
      const ends = outcomes.map(({ code, err }) => ({ code, err: code === 0 ? '' : err }));
      expect(ends.slice(0, -1).filter(({ code }) => code !== 0)).toEqual([]);
      expect(ends).toHaveLength(6);
      expect(told('A negative control').code).toBe(1);
    });

    it('build the index of the recipe, which is that of the golden file and of the page', () => {
      const { out } = told('Build and check');
      const { id, files } = readJson('test', 'golden', 'handbook.json');
      expect(readJson('corpus', 'handbook.json').expected.index).toBe(id);
      expect(out).toContain(
        `handbook@${id}: holds; hashes of ${Object.keys(files).length} files equal; golden 36 of 36; `,
      );
      expect(readFileSync(join(ROOT, 'docs', 'artifact-evaluation.md'), 'utf8')).toContain(id);
      const expected = readFileSync(EXPECTED_HASHES, 'utf8');
      for (const [name, hash] of Object.entries(files))
        expect(expected).toMatch(new RegExp(`^${hash}  .*/${name}$`, 'm'));
    });

    it('find every byte of the index and of the answers as it was recorded', () => {
      expect(hashesIn(folder), 'npm run golden:update takes the hashes anew').toBe(
        readFileSync(EXPECTED_HASHES, 'utf8'),
      );
      expect(told('Compare with the expected hashes').out).toBe('all as expected\n');
    });

    it('replay the session without a difference, and name the calls that one changed document moves', () => {
      expect(told('Replay').out).toContain('4 of 1 sessions; 4 answers compared\nEvery answer is the same.\n');
      const { out, err } = told('A negative control');
      expect(err).toContain('REPLAY_DIFFERS: 3 of 4 answers differ');
      expect(out.match(/(?<=^DIFFERS {3})call \d/gm)).toEqual(['call 1', 'call 2', 'call 3']);
      expect(out).toContain('"n-gram.md" has another title or text');
    });

    it('score the same documents alike in both programs', () => {
      const lines = told('Score a second time')
        .out.trim()
        .split('\n')
        .filter((line) => /^\d+ \S+$/.test(line));
      expect(lines).toHaveLength(30);
      expect(lines.slice(0, 10)).toEqual(lines.slice(10, 20));
      // The third ten are of another ranking.
      expect(lines.slice(20)).not.toEqual(lines.slice(0, 10));
    });
  },
);
