import { expect, it } from 'vitest';
import { Inverter } from '../../../../indexer/unit/inverter.ts';
import { createTermNumberer } from '../../../../src/analysis/analyzers.ts';

it('puts the first terms of a title into each passage, and no more than it may', () => {
  const inverter = new Inverter(createTermNumberer('english'));
  inverter.setTitle('red green blue', 2);
  expect(inverter.addPassage('sea')).toBe(3);
  expect(inverter.scoredTitle).toEqual({ positions: 2, terms: 2, firstWordsEnd: 0 });
  expect(inverter.addPassage('salt sea')).toBe(4);
  inverter.setTitle('red green blue');
  expect(inverter.addPassage('sea')).toBe(4);
  expect(inverter.scoredTitle).toEqual({ positions: 3, terms: 3, firstWordsEnd: 0 });
});

it('finds the first six words of a first passage whose title has no term, stop words counted', () => {
  const inverter = new Inverter(createTermNumberer('english'));
  for (const title of ['', 'The', '—']) {
    inverter.setTitle(title);
    expect(inverter.addPassage('The dogs of war, a dog and cats')).toBe(4);
    // The second dog is word six, and ends behind 22 characters.
    expect(inverter.scoredTitle).toEqual({ positions: 0, terms: 3, firstWordsEnd: 22 });
    inverter.addPassage('another passage of it');
    expect(inverter.scoredTitle.terms).toBe(3);
  }
  inverter.setTitle('');
  inverter.addPassage('');
  expect(inverter.scoredTitle).toEqual({ positions: 0, terms: 0, firstWordsEnd: 0 });
});

it('says of each posting how many of its places are in the title', () => {
  const inverter = new Inverter(createTermNumberer('english'));
  inverter.setTitle('sea');
  inverter.addPassage('sea sea');
  inverter.addPassage('salt');
  inverter.setTitle('');
  inverter.addPassage('salt water in the old sea and sea');
  const { postings, terms } = inverter.finish();
  // old, salt, sea, water: gap, 2 × count + 1 if some are in a title, and how many.
  expect(terms).toBe(4);
  expect([...postings]).toEqual([2, 3, 1, 1, 2, 1, 3, 1, 0, 7, 1, 1, 3, 1, 1, 5, 1, 2, 3, 1]);
});
