import { describe, expect, it } from 'vitest';
import type { ParsedQuery } from '../../../src/analysis/parsed-query.ts';
import { admitOver } from '../../../src/cluster/cluster-conditions.ts';
import type { ClusterIndex } from '../../../src/cluster/cluster-index.ts';
import { PassageMemory } from '../../../src/cluster/passage-memory.ts';
import type { SearchFilter } from '../../../src/contract/search.ts';
import { CLUSTER_PAGE_HITS, MAX_CLUSTER_EXCLUDED, MAX_REMEMBERED_PASSAGES } from '../../../src/limits.ts';

const FIELDS = [
  { name: 'year', type: 'number', documents: 1, values: 1 },
  { name: 'day', type: 'date', documents: 1, values: 1 },
  { name: 'kind', type: 'keyword', documents: 1, values: 1 },
];

/** An index of which so many documents hold whatever is asked for. */
function indexHolding(documents: number): ClusterIndex {
  async function* firstOfEach() {
    for (let start = 0; start < documents; start += CLUSTER_PAGE_HITS) {
      yield Array.from({ length: Math.min(CLUSTER_PAGE_HITS, documents - start) }, (_, i) => ({ sort: [start + i] }));
    }
  }
  return { name: 'web', manifest: { fields: FIELDS }, firstOfEach } as unknown as ClusterIndex;
}

const EXCLUDING: ParsedQuery = {
  terms: [],
  words: new Map(),
  text: '',
  required: [],
  excluded: [{ kind: 'term', term: 'river' }],
};
const NOTHING: ParsedQuery = { ...EXCLUDING, excluded: [] };
const admit = (filter: SearchFilter) => admitOver(indexHolding(0), NOTHING, filter);

describe('what a cluster admits', () => {
  it('is everything where nothing restricts it', async () => {
    expect(await admitOver(indexHolding(0), NOTHING, undefined)).toBeNull();
  });

  it('leaves out the documents that hold an excluded word, up to MAX_CLUSTER_EXCLUDED', async () => {
    const admitted = await admitOver(indexHolding(MAX_CLUSTER_EXCLUDED), EXCLUDING, undefined);
    const [{ bool }] = admitted as [{ bool: { must_not: [{ terms: { document: number[] } }] } }];
    expect(bool.must_not[0].terms.document).toHaveLength(MAX_CLUSTER_EXCLUDED);
    const refused = admitOver(indexHolding(MAX_CLUSTER_EXCLUDED + 1), EXCLUDING, undefined);
    await expect(refused).rejects.toMatchObject({ code: 'UNSUPPORTED', facts: { most: MAX_CLUSTER_EXCLUDED } });
  });

  it('asks for the first and the last day of a year', async () => {
    const where = (condition: object) => admit({ where: { field: 'day', ...condition } as SearchFilter['where'] });
    expect(await where({ gt: '2015' })).toEqual([{ range: { field01: { gt: 20151231 } } }]);
    expect(await where({ gte: '2015' })).toEqual([{ range: { field01: { gte: 20150101 } } }]);
    expect(await where({ lt: '2015-02' })).toEqual([{ range: { field01: { lt: 20150201 } } }]);
    expect(await where({ in: ['2015'] })).toEqual([{ range: { field01: { gte: 20150101, lte: 20151231 } } }]);
  });

  it('refuses conditions as a local index does, and filters that a cluster has not', async () => {
    const refused = (filter: SearchFilter) => expect(admit(filter)).rejects;
    await refused({ where: { field: 'kind', gt: 'a' } }).toMatchObject({ code: 'INVALID_REQUEST' });
    await refused({ where: { field: 'year', in: ['x'] } }).toMatchObject({ code: 'INVALID_REQUEST' });
    await refused({ where: { field: 'none', exists: true } }).toMatchObject({ code: 'INVALID_REQUEST' });
    await refused({ excludeStrings: ['a b c'] }).toMatchObject({ code: 'UNSUPPORTED' });
    await refused({ excludeUrls: ['https://a/'] }).toMatchObject({ code: 'UNSUPPORTED' });
  });
});

describe('facts of passages', () => {
  it('are asked for once, until MAX_REMEMBERED_PASSAGES of others have come', async () => {
    const asked: number[][] = [];
    const search = async (_what: string, body: { query: { bool: { filter: [{ terms: { passage: number[] } }] } } }) => {
      const { passage } = body.query.bool.filter[0].terms;
      asked.push(passage);
      return { hits: { hits: passage.map((each) => ({ sort: [each, each * 2, each, each * 2, each * 2] })) } };
    };
    const memory = new PassageMemory({ search } as unknown as ClusterIndex);
    memory.note([7, 14, 7, 14, 14]);
    expect((await memory.factsOf([7, 8, 8])).map(({ document }) => document)).toEqual([14, 16, 16]);
    await memory.factsOf([8, 7]);
    expect(asked).toEqual([[8]]);
    for (let i = 0; i < MAX_REMEMBERED_PASSAGES; i++) memory.note([100 + i, 0, 0, 0, 0]);
    await memory.factsOf([7]);
    expect(asked).toEqual([[8], [7]]);
  });
});
