import { describe, expect, it } from 'vitest';
import { chooseMode, modesOf } from '../../../src/contract/search-mode.ts';
import type { StillwebError } from '../../../src/errors.ts';

describe('the mode of a search', () => {
  it('is what was asked for, or the first that the index has', () => {
    expect(chooseMode(modesOf(true), undefined, 'shore')).toBe('hybrid');
    expect(chooseMode(modesOf(false), undefined, 'shore')).toBe('bm25');
    for (const mode of modesOf(true)) expect(chooseMode(modesOf(true), mode, 'shore')).toBe(mode);
  });

  it('is refused where the index has none of the kind, with what it has', () => {
    let error: StillwebError | undefined;
    try {
      chooseMode(modesOf(false), 'dense', 'shore');
    } catch (thrown) {
      error = thrown as StillwebError;
    }
    expect(error).toMatchObject({
      code: 'MODE_UNAVAILABLE',
      message: 'index shore cannot be searched with mode dense',
      facts: { index: 'shore', mode: 'dense', supported: ['bm25'] },
    });
  });
});
