import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileNames } from '../../../src/library/file-name.ts';

describe('the name of a file for an id', () => {
  it.each([
    ['Inverted_index', 'Inverted_index'],
    ['a/b', 'a%2Fb'],
    ['..', '%2E%2E'],
    ['.hidden', '%2Ehidden'],
    ['-rf', '%2Drf'],
    ['é', '%C3%A9'],
    ['CON', '%43ON'],
    ['com1.txt', '%63om1.txt'],
    ['a b:c*?"<>|', 'a%20b%3Ac%2A%3F%22%3C%3E%7C'],
    ['%2F', '%252F'],
  ])('is, of %s, %s', (id, name) => {
    expect(new FileNames().nameOf(id)).toBe(name);
  });

  it('differs from every other in more than case, leads nowhere, and is short', () => {
    const id = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.constantFrom('A', 'a', 'A~2', 'x'.repeat(300), 'X'.repeat(300)),
    );
    fc.assert(
      fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 40 }), (ids) => {
        const names = new FileNames();
        const given = ids.map((each) => names.nameOf(each));
        expect(new Set(given.map((name) => name.toLowerCase())).size).toBe(ids.length);
        for (const name of given) {
          expect(name).toMatch(/^[A-Za-z0-9_%~][A-Za-z0-9_%~.-]*$/);
          expect(name.length).toBeLessThan(190);
        }
      }),
    );
  });
});
