import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ARTICLES, killProgram, ROOT, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const KILLS = 10;
const SEED = Number(process.env.TEST_SEED ?? 1);
const DOCUMENTS = 1000;
const MODEL = `onnx:${join(ROOT, 'test', 'fixtures', 'models', 'small-encoder')}`;

/** The units that a killed build has finished: each with the moment at which its file was written. */
function finishedUnits(out: string): Map<string, number> {
  const building = join(out, 'building');
  const journal = join(building, 'journal.jsonl');
  if (!existsSync(journal)) return new Map();
  const units = readFileSync(journal, 'utf8').split('\n').slice(1).filter(Boolean);
  // The last line may be cut short: then its unit is not finished.
  const whole = units.flatMap((line) => {
    try {
      const { unit } = JSON.parse(line) as { unit: number };
      return [`unit-${String(unit).padStart(6, '0')}.bin`];
    } catch {
      return [];
    }
  });
  return new Map(whole.map((name) => [name, statSync(join(building, name)).mtimeMs]));
}

// promise: build/resume
it(`a build that encodes with a model and is killed ${KILLS} times (seed ${SEED}) encodes no finished unit twice, and has the id of an undisturbed one`, {
  timeout: 1_800_000,
}, async () => {
  const folder = temporaryFolder();
  const articles = readdirSync(ARTICLES)
    .sort()
    .map((name) => readFileSync(join(ARTICLES, name), 'utf8'));
  const lines = Array.from({ length: DOCUMENTS }, (_, i) =>
    JSON.stringify({ _id: `d${i}`, title: `Article ${i}`, text: articles[(i * 31) % articles.length] }),
  );
  const input = join(folder, 'corpus.jsonl');
  writeFileSync(input, lines.join('\n'));
  const words = (out: string) => ['index', input, '--encoder', MODEL, '--out', out, '--json', '--quiet'];
  const startMs = performance.now();
  const expected = runProgram(words(join(folder, 'undisturbed')));
  expect(expected.code, expected.err).toBe(0);
  const buildMs = performance.now() - startMs;
  const out = join(folder, 'killed');
  let state = SEED;
  let kills = 0;
  let kept = 0;
  let before = new Map<string, number>();
  for (let attempt = 0; kills < KILLS && attempt < KILLS * 6; attempt++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const { wasKilled } = await killProgram(words(out), (state / 2 ** 32) * buildMs);
    if (!wasKilled) {
      before = new Map();
      continue;
    }
    kills++;
    const after = finishedUnits(out);
    // A kill behind the last unit leaves all of them; one before the journal is opened none that could be lost.
    for (const [name, moment] of before) if (after.size > 0) expect([name, after.get(name)]).toEqual([name, moment]);
    kept += before.size;
    before = after;
  }
  expect(kills).toBe(KILLS);
  expect(kept).toBeGreaterThan(0);
  const finished = runProgram(words(out));
  expect(finished.code, finished.err).toBe(0);
  expect(JSON.parse(finished.out).id).toBe(JSON.parse(expected.out).id);
});
