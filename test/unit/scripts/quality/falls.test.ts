import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Keeper } from '../../../../scripts/quality/keeper.ts';
import { qualityPage } from '../../../../scripts/quality/page.ts';
import {
  type QuestionMeasurement,
  readQuality,
  type SetMeasurement,
  type StoredSet,
} from '../../../../scripts/quality/stored.ts';
import type { Measures } from '../../../../src/evaluation/measures.ts';

const means = (ndcg: number): Measures => ({
  ...{ 'nDCG@10': ndcg, MAP: 0.5, 'MRR@10': 0.5, 'P@10': 0.1, 'R@5': 0.5, 'R@100': 0.9 },
});
const measurement = (ranking: number, bm25: number, hybrid = 0.7): SetMeasurement => ({
  ranking,
  id: `id${ranking}`,
  modes: {
    bm25: { means: means(bm25), ndcg: [0, 10_000, Math.round(bm25 * 10_000)] },
    hybrid: { means: means(hybrid), ndcg: [5000, 5000, 5000] },
  },
});
const set = (found: SetMeasurement, topics = 'abc'): StoredSet => ({
  ...{ name: 'tiny', analyzer: 'english', documents: 9, judged: 3, topics, measurements: [found] },
});
const questions = (ranking: number, first: number): QuestionMeasurement => {
  const kind = { asked: 4, first, found: 4, lead: 3 };
  const kinds = { keywords: kind, question: kind, request: kind, typo: kind };
  return { ranking, id: 'id', modes: { bm25: { asked: [8, 8], first: [2 * first, 2 * first], kinds } } };
};

describe('what is kept', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stillweb-quality-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const keep = (found: StoredSet, acceptsFalls = false): readonly string[] => {
    const keeper = new Keeper(folder, acceptsFalls);
    keeper.keepSet(found);
    return keeper.falls;
  };
  const kept = () => readQuality(folder).sets[0].measurements;

  it('is what was measured first, and what has not fallen by more than 0.002', () => {
    expect(keep(set(measurement(1, 0.5)))).toEqual([]);
    expect(keep(set(measurement(1, 0.498)))).toEqual([]);
    expect(kept()).toEqual([measurement(1, 0.498)]);
  });

  it('is not what fell: it is named, with its set, mode and both means', () => {
    keep(set(measurement(1, 0.5)));
    expect(keep(set(measurement(1, 0.4979, 0.6)))).toEqual([
      'tiny, nDCG@10, bm25: 0.5000 of ranking 1 is 0.4979 with ranking 1',
      'tiny, nDCG@10, hybrid: 0.7000 of ranking 1 is 0.6000 with ranking 1',
    ]);
    expect(kept()).toEqual([measurement(1, 0.5)]);
  });

  it('is what fell where that is accepted, and still named', () => {
    keep(set(measurement(1, 0.5)));
    expect(keep(set(measurement(1, 0.4)), true)).toHaveLength(1);
    expect(kept()).toEqual([measurement(1, 0.4)]);
  });

  it('has one measurement for each ranking, a new ranking being held against the one before', () => {
    keep(set(measurement(2, 0.6)));
    keep(set(measurement(1, 0.5)));
    expect(kept().map(({ ranking }) => ranking)).toEqual([1, 2]);
    expect(keep(set(measurement(3, 0.55)))).toEqual([
      'tiny, nDCG@10, bm25: 0.6000 of ranking 2 is 0.5500 with ranking 3',
    ]);
    expect(keep(set(measurement(3, 0.65)))).toEqual([]);
    expect(kept().map(({ ranking }) => ranking)).toEqual([1, 2, 3]);
  });

  it('is never mixed with measurements of other topics, which take its place where that is accepted', () => {
    keep(set(measurement(1, 0.5)));
    expect(keep(set(measurement(2, 0.6), 'def'))).toEqual([
      'tiny: has other judged topics than before, so nothing can be compared',
    ]);
    expect(kept()).toEqual([measurement(1, 0.5)]);
    keep(set(measurement(2, 0.6), 'def'), true);
    expect(kept()).toEqual([measurement(2, 0.6)]);
  });

  it('has no mode less than before', () => {
    keep(set(measurement(1, 0.5)));
    const { hybrid } = measurement(1, 0.5).modes;
    expect(keep(set({ ranking: 1, id: 'id1', modes: { hybrid } }))).toEqual([
      'tiny, nDCG@10, bm25: no longer measured',
    ]);
  });

  it('has questions too, which fall when fewer titles are first', () => {
    const keeper = new Keeper(folder, false);
    keeper.keepQuestions('book', 'the book', questions(1, 3));
    keeper.keepQuestions('book', undefined, questions(1, 2));
    expect(keeper.falls).toEqual(['questions to book, P@1, bm25: 0.7500 of ranking 1 is 0.5000 with ranking 1']);
    expect(readQuality(folder).questions).toEqual([
      { name: 'book', title: 'the book', measurements: [questions(1, 3)] },
    ]);
  });

  it('makes a page: a column for each ranking, the difference with its p, and what fell', () => {
    keep(set(measurement(1, 0.5)));
    expect(qualityPage(readQuality(folder))).toContain('nothing is there to fall from');
    keep(set(measurement(2, 0.6, 0.6)), true);
    const page = qualityPage(readQuality(folder));
    expect(page).toMatch(
      /^\| set \| topics \| ranking 1 \| ranking 2 \| difference \| p \| better \| worse \| equal \|$/m,
    );
    expect(page).toMatch(
      /^\| tiny \| 3 \| 0\.5000 \[0\.0000, 1\.0000\] \| 0\.6000 \[0\.0000, 1\.0000\] \| \+0\.0333 \[0\.0000, \+0\.1000\] \| 1\.0000 \| 1 \| 0 \| 2 \|$/m,
    );
    expect(page).toContain('- tiny, nDCG@10, hybrid: 0.7000 of ranking 1 is 0.6000 with ranking 2.');
    expect(page).toContain('| tiny | english | 9 | 1: `id1`, 2: `id2` |');
  });

  it('makes a page with a line for the questions of each mode', () => {
    new Keeper(folder, false).keepQuestions('book', 'the book', questions(1, 3));
    expect(qualityPage(readQuality(folder))).toContain(
      '| the book | bm25 | 1 | 2 | 16 | 0.750 [0.750, 0.750] | 0.750 | 0.750 | 0.750 | 0.750 | 1.000 | 0.750 |',
    );
  });

  it('makes no page of nothing', () => {
    expect(qualityPage(readQuality(join(folder, 'none')))).toContain('nothing is there to fall from');
  });
});
