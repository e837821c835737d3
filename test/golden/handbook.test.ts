import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type AskedIndex,
  askForAll,
  type GoldenQuestions,
  HANDBOOK_QUESTIONS,
} from '../../scripts/quality/handbook-questions.ts';
import { PHRASINGS } from '../../scripts/quality/phrasings.ts';
import { readQuality } from '../../scripts/quality/stored.ts';
import { type HandbookGolden, recordHandbook } from '../support/handbook-golden.ts';
import { ARTICLES, ROOT, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const readGolden = (name: string) => JSON.parse(readFileSync(join(ROOT, 'test', 'golden', name), 'utf8'));
const stored = readGolden('handbook.json') as HandbookGolden;
const questions = readGolden('questions.json') as GoldenQuestions;

function buildHandbook(passages: string): string {
  const index = join(temporaryFolder(), 'handbook');
  const built = runProgram(['index', ARTICLES, '--out', index, '--passages', passages, '--quiet']);
  expect(built.code, built.err).toBe(0);
  return index;
}

const asked = new Map<string, AskedIndex>();

// promise: build/byte-identical
describe('the index of the sample collection', () => {
  let found: HandbookGolden;
  beforeAll(async () => {
    const index = buildHandbook('auto');
    found = await recordHandbook(index);
    asked.set('handbook', await askForAll(index));
  });

  it('has the bytes that it had on the machine where the golden file was made', () => {
    expect(found.files).toEqual(stored.files);
    expect(found.id).toBe(stored.id);
  });

  it('ranks its topics as it did there, in every mode', () => {
    expect(found.rankings).toEqual(stored.rankings);
  });

  it.each(HANDBOOK_QUESTIONS)('is asked for in questions, and each rank is as it was: $title', async (each) => {
    const { places, measurement } = asked.get(each.name) ?? (await askForAll(buildHandbook(each.passages)));
    expect(questions.phrasings).toEqual(PHRASINGS.map(({ name }) => name));
    expect(places).toEqual(questions.places[each.name]);
    // The page of figures has what was measured with this ranking.
    const kept = readQuality(join(ROOT, 'docs', 'quality')).questions.find(({ name }) => name === each.name);
    const found = kept?.measurements.find(({ ranking }) => ranking === measurement.ranking);
    expect(found, 'npm run quality takes the figures again').toEqual(measurement);
  });
});
