import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ARTICLES, hashTree, killProgram, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const KILLS = Number(process.env.TEST_KILLS ?? 30);
const SEED = Number(process.env.TEST_SEED ?? 1);
/** Another collection than the one made here, such as a real one. */
const INPUT = process.env.TEST_INPUT;

function makeCollection(folder: string, documents: number): string {
  const articles = readdirSync(ARTICLES)
    .sort()
    .map((name) => readFileSync(join(ARTICLES, name), 'utf8'));
  const lines = Array.from({ length: documents }, (_, i) =>
    JSON.stringify({ _id: `d${i}`, title: `Article ${i}`, text: articles[(i * 31) % articles.length] }),
  );
  const path = join(folder, 'corpus.jsonl');
  writeFileSync(path, lines.join('\n'));
  return path;
}

// promise: build/resume
describe(`a build that is killed ${KILLS} times (seed ${SEED})`, () => {
  it('ends with the index of an undisturbed build and touches no byte of an older generation', {
    timeout: 1_800_000,
  }, async () => {
    const folder = temporaryFolder();
    const input = INPUT ?? makeCollection(folder, 30_000);
    const undisturbed = join(folder, 'undisturbed');
    const startMs = performance.now();
    const expected = runProgram(['index', input, '--out', undisturbed, '--json', '--quiet']);
    expect(expected.code, expected.err).toBe(0);
    const buildMs = performance.now() - startMs;

    const out = join(folder, 'killed');
    expect(runProgram(['index', ARTICLES, '--out', out, '--quiet']).code).toBe(0);
    const older = hashTree(join(out, 'generations'));
    let state = SEED;
    let kills = 0;
    let resumed = 0;
    for (let attempt = 0; kills < KILLS && attempt < KILLS * 4; attempt++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      // Early, late and in the middle; a build that gets through starts the next round from nothing.
      const { wasKilled } = await killProgram(['index', input, '--out', out, '--quiet'], (state / 2 ** 32) * buildMs);
      if (wasKilled) kills++;
      expect(hashTree(join(out, 'generations'))).toMatchObject(older);
      expect(runProgram(['inspect', out, '--json']).code).toBe(0);
      if (existsSync(join(out, 'building', 'journal.jsonl'))) {
        resumed += readFileSync(join(out, 'building', 'journal.jsonl'), 'utf8').split('\n').length > 2 ? 1 : 0;
      }
    }
    expect(kills).toBe(KILLS);
    expect(resumed).toBeGreaterThan(0);
    const finished = runProgram(['index', input, '--out', out, '--json', '--quiet']);
    expect(finished.code, finished.err).toBe(0);
    expect(JSON.parse(finished.out).id).toBe(JSON.parse(expected.out).id);
    const { generation } = JSON.parse(finished.out) as { generation: string };
    expect(hashTree(join(out, 'generations', generation))).toEqual(
      hashTree(join(undisturbed, 'generations', JSON.parse(expected.out).generation)),
    );
    expect(existsSync(join(out, 'building'))).toBe(false);
  });
});
