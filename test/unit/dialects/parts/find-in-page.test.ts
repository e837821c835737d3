import { describe, expect, it } from 'vitest';
import { findInPage } from '../../../../src/dialects/parts/find-in-page.ts';

describe('a pattern in a page', () => {
  it('is found whatever its case, with two hundred characters on each side', () => {
    const page = `${'a'.repeat(300)} The Lamp ${'b'.repeat(300)}`;
    const [context, ...others] = findInPage(page, 'the lamp');
    expect(others).toEqual([]);
    expect(context).toBe(`${'a'.repeat(199)} The Lamp ${'b'.repeat(199)}`);
  });

  it('is found twenty times at most', () => {
    expect(findInPage('ab '.repeat(50), 'ab')).toHaveLength(20);
  });

  it('is found where most of its words stand together', () => {
    const page = `rock lamp tower keeper wick and more${' .'.repeat(300)}`;
    expect(findInPage(page, 'lamp rock keeper tower wick')).toHaveLength(1);
    expect(findInPage(page, 'lamp rock seals gulls wick')).toEqual([]);
  });

  it('is shown in the order of the page', () => {
    const gap = ' .'.repeat(300);
    const contexts = findInPage(`wick lamp${gap}lamp wick${gap}`, 'lamp wick');
    expect(contexts.map((context) => context.includes('wick lamp'))).toEqual([true, false]);
  });

  it('is not found in what does not hold it', () => {
    expect(findInPage('a page', 'lamp')).toEqual([]);
    expect(findInPage('', 'lamp')).toEqual([]);
    expect(findInPage('a page', '…')).toEqual([]);
  });
});
