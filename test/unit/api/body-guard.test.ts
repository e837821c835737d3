import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyGuard } from '../../../src/api/body-guard.ts';
import { MAX_BODY_DEPTH, MAX_BODY_VALUES, MAX_BODY_WORD_BYTES } from '../../../src/limits.ts';

function guard(text: string, pieceBytes = 65_536): void {
  const bytes = Buffer.from(text);
  const looked = new BodyGuard();
  for (let at = 0; at < bytes.length; at += pieceBytes) looked.add(bytes.subarray(at, at + pieceBytes));
}

const refusal = (fact: string) =>
  expect.objectContaining({ code: 'INVALID_REQUEST', facts: { [fact]: expect.any(Number) } });

describe('a body that is dear to parse', () => {
  it.each([
    ['lists in lists', '['.repeat(MAX_BODY_DEPTH + 1), 'maxDepth'],
    ['objects in objects', '{"a":'.repeat(MAX_BODY_DEPTH + 1), 'maxDepth'],
    ['both, with blanks between', '[ {"a" :\n'.repeat(MAX_BODY_DEPTH / 2 + 1), 'maxDepth'],
    ['megabytes of brackets', '['.repeat(2_000_000) + ']'.repeat(2_000_000), 'maxDepth'],
    ['many items', `[${'1,'.repeat(MAX_BODY_VALUES)}1]`, 'maxValues'],
    ['many members', `{${'"a":1,'.repeat(MAX_BODY_VALUES / 2)}"a":1}`, 'maxValues'],
    ['many empty objects', `[${'{},'.repeat(MAX_BODY_VALUES / 2 + 1)}{}]`, 'maxValues'],
    ['a long number', `{"k":${'1'.repeat(MAX_BODY_WORD_BYTES + 1)}}`, 'maxDigits'],
    ['a long fraction', `{"k":0.${'1'.repeat(MAX_BODY_WORD_BYTES)}}`, 'maxDigits'],
    ['a long exponent', `[1e${'0'.repeat(MAX_BODY_WORD_BYTES)}]`, 'maxDigits'],
  ])('is refused: %s', (_name, text, fact) => {
    expect(() => guard(text)).toThrow(refusal(fact));
    expect(() => guard(text, 7)).toThrow(refusal(fact));
  });

  it.each([
    ['the deepest', '['.repeat(MAX_BODY_DEPTH) + ']'.repeat(MAX_BODY_DEPTH)],
    ['the longest list', `[${'1,'.repeat(MAX_BODY_VALUES - 1)}1]`],
    ['the longest number', '1'.repeat(MAX_BODY_WORD_BYTES)],
    ['brackets in a text', JSON.stringify({ query: '[{'.repeat(100_000) })],
    ['commas in a text', JSON.stringify({ query: ',:'.repeat(100_000) })],
    ['quotes and backslashes in a text', JSON.stringify({ query: '"\\['.repeat(100_000) })],
    ['digits in a text', JSON.stringify({ query: '1'.repeat(100_000) })],
    ['blanks', `{"query":${' '.repeat(100_000)}"a"}`],
    ['lists side by side', `[${'[],'.repeat(1000)}[]]`],
  ])('is not %s', (_name, text) => {
    expect(() => guard(text)).not.toThrow();
    expect(() => guard(text, 3)).not.toThrow();
  });

  it('is told by nesting as a parser counts it, wherever the pieces are cut', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    const wrap = fc.tuple(fc.jsonValue({ maxDepth: 5 }), fc.integer({ min: 0, max: MAX_BODY_DEPTH + 3 }));
    fc.assert(
      fc.property(wrap, fc.integer({ min: 1, max: 9 }), ([inner, levels], pieceBytes) => {
        let value: unknown = inner;
        for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { 'a"[': value };
        const text = JSON.stringify(value);
        if (depthOf(value) > MAX_BODY_DEPTH) expect(() => guard(text, pieceBytes)).toThrow(refusal('maxDepth'));
        else expect(() => guard(text, pieceBytes)).not.toThrow();
      }),
    );
  });
});
