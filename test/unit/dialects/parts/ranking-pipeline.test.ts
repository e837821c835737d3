import { describe, expect, it } from 'vitest';
import { callsOf, parsePipeline } from '../../../../src/dialects/parts/ranking-pipeline.ts';
import { StillwebError } from '../../../../src/errors.ts';

function refuse(role: string, name: string): never {
  throw new StillwebError('UNSUPPORTED', `${role} ${name}`);
}

const parse = (text: string) => parsePipeline(text, refuse);
const call = (name: string, limit: number | null = null, alias = name) => ({ name, alias, limit });

describe('a pipeline', () => {
  it('is a call, with a limit and an alias', () => {
    expect(parse('bm25')).toEqual({ kind: 'search', call: call('bm25') });
    expect(parse(' rag-time_2 [d] % 20 ')).toEqual({ kind: 'search', call: call('rag-time_2', 20, 'd') });
    expect(parse('bm25%0')).toEqual({ kind: 'search', call: call('bm25', 1) });
  });

  it('is branches and what fuses them, inside each other too', () => {
    const pipeline = parse('{bm25%5, {dense, hybrid}ScoreFusion%3}RRF[f]%2');
    expect(pipeline).toEqual({
      kind: 'fuse',
      branches: [
        { kind: 'search', call: call('bm25', 5) },
        {
          kind: 'fuse',
          branches: [
            { kind: 'search', call: call('dense') },
            { kind: 'search', call: call('hybrid') },
          ],
          call: call('ScoreFusion', 3),
        },
      ],
      call: call('RRF', 2, 'f'),
    });
    expect(callsOf(pipeline).map(({ alias }) => alias)).toEqual(['bm25', 'dense', 'hybrid', 'ScoreFusion', 'f']);
  });

  it.each([
    ['bm25 >> rank1%20', 'score rank1'],
    ['{bm25 >> rank1, dense}RRF', 'score rank1'],
    ['expander{bm25}RRF', 'decompose_query expander'],
  ])('that asks for what is not here is refused by name: %s', (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it.each([
    ['', 'ends too early'],
    ['{bm25, dense', 'ends too early'],
    ['{bm25}', 'ends too early'],
    ['bm25%', 'ends too early'],
    ['bm25%many', 'has many where it cannot stand'],
    ['%20', 'has % where it cannot stand'],
    ['bm25 dense', 'has dense where it cannot stand'],
    ['bm25; dense', 'has ; where it cannot stand'],
    ['{}RRF', 'has } where it cannot stand'],
    ['{'.repeat(1000), 'ends too early'],
    ['a'.repeat(1025), 'at most 1024 are read'],
    [`{${Array<string>(17).fill('bm25').join(',')}}RRF`, 'searches 17 times; at most 16 are made'],
  ])('that cannot be read is refused: %s', (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});
