import { describe, expect, it } from 'vitest';
import { MAX_RESPONSE_BYTES } from '../../../src/limits.ts';
import { searchBody } from '../../../src/serving/search-answer.ts';

const index = { name: 'shore', id: '0f' };

function bodyOf(queries: readonly string[], isBatch: boolean, hits: readonly (readonly string[])[]): string {
  const body = searchBody({ index, queries, isBatch }, (query, out) => out.text(hits[query].join(',')));
  return Buffer.from(body).toString('utf8');
}

describe('the answer to a search', () => {
  it('has its keys in their order', () => {
    const head = '{"index":{"name":"shore","id":"0f"}';
    expect(bodyOf(['say "x"'], false, [[]])).toBe(`${head},"query":"say \\"x\\"","hits":[]}`);
    expect(bodyOf(['a'], true, [['1']])).toBe(`${head},"results":[{"query":"a","hits":[1]}]}`);
    expect(bodyOf(['a', 'b'], true, [[], ['1', '"é漢🙂"']])).toBe(
      `${head},"results":[{"query":"a","hits":[]},{"query":"b","hits":[1,"é漢🙂"]}]}`,
    );
  });

  it('is bounded in bytes, not in characters', () => {
    const around = Buffer.byteLength(bodyOf([''], false, [['']]));
    const largest = 'é'.repeat((MAX_RESPONSE_BYTES - around) >> 1);
    const rest = 'a'.repeat((MAX_RESPONSE_BYTES - around) % 2);
    expect(bodyOf([''], false, [[largest + rest]])).toHaveLength(around + largest.length + rest.length);
    const bytes = MAX_RESPONSE_BYTES + 1;
    expect(() => bodyOf([''], false, [[`${largest}${rest}a`]])).toThrow(
      expect.objectContaining({ code: 'RESPONSE_TOO_LARGE', facts: { bytes, maxBytes: MAX_RESPONSE_BYTES } }),
    );
    expect(bodyOf(['after'], false, [['1']])).toContain('after');
  });
});
