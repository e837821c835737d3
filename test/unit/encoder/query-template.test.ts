import { describe, expect, it } from 'vitest';
import { admitAsides } from '../../../src/contract/query-asides.ts';
import { asidesOf, prefixOf } from '../../../src/encoder/query-template.ts';

const described = (query: string, passage = '') => ({ template: { query, passage } });

describe('the template of queries', () => {
  it('says which fields of a request it reads', () => {
    expect(asidesOf(null)).toEqual([]);
    expect(asidesOf({})).toEqual([]);
    expect(asidesOf(described('query: '))).toEqual([]);
    expect(asidesOf(described('{instruction}: '))).toEqual(['instruction']);
    expect(asidesOf(described('{instruction} {context}'))).toEqual(['context', 'instruction']);
    expect(asidesOf(described('', '{instruction}'))).toEqual([]);
  });

  it('is filled in once, whatever stands in a value', () => {
    const template = described('<{instruction}|{context}|{other}>', '{context}');
    expect(prefixOf(template, 'query', { instruction: '{context} $& $1', context: 'c' })).toBe(
      '<{context} $& $1|c|{other}>',
    );
    expect(prefixOf(template, 'query')).toBe('<||{other}>');
    expect(prefixOf(template, 'passage', { context: 'c' })).toBe('{context}');
    expect(prefixOf({}, 'query', { instruction: 'i' })).toBe('');
  });
});

describe('what a request says to an encoder', () => {
  it('is kept where it is read; else a context is passed over, and an instruction refused', () => {
    const asides = { instruction: 'i', context: 'c' };
    expect(admitAsides(asides, ['context', 'instruction'])).toEqual(asides);
    expect(admitAsides(asides, ['instruction'])).toEqual({ instruction: 'i' });
    expect(admitAsides({ context: 'c' }, [])).toEqual({});
    for (const read of [[], ['context'] as const]) {
      expect(() => admitAsides(asides, read)).toThrow(
        expect.objectContaining({ code: 'INVALID_REQUEST', facts: { field: 'instruction' } }),
      );
    }
  });
});
