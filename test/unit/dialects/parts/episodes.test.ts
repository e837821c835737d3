import { describe, expect, it } from 'vitest';
import { episodeOf, listForModel } from '../../../../src/dialects/parts/episodes.ts';

const episodes = [{ id: 'a', question: 'Who?', answers: ['One'] }];

describe('an episode', () => {
  it('is found by its number', () => {
    expect(episodeOf({ episodes }, 0, 'id')).toBe(episodes[0]);
  });

  it.each([-1, 1, 0.5, Number.NaN])('has no number such as %d', (number) => {
    expect(() => episodeOf({ episodes }, number, 'id')).toThrow('id must be a whole number from 0 to 0');
  });

  it('is missing where the operator named no file', () => {
    expect(() => episodeOf({ episodes: [] }, 0, 'id')).toThrow(expect.objectContaining({ code: 'EPISODES_MISSING' }));
  });
});

describe('hits for a model', () => {
  it('are numbered, with their titles in quotes', () => {
    const hits = [{ rank: 1, id: 'a', url: null, title: 'Lamp', score: 2, text: 'It is lit.' }];
    expect(listForModel(hits)).toBe('Doc 1(Title: "Lamp") It is lit.\n');
    expect(listForModel([])).toBe('');
  });
});
