import { describe, expect, it } from 'vitest';
import {
  decodeManifest,
  encodeManifest,
  indexId,
  type Manifest,
  type RankingManifest,
} from '../../../src/format/manifest.ts';

const ranking: RankingManifest = {
  format: 7,
  ranking: 1,
  engine: 'stillweb',
  analyzer: { name: 'english', version: 1, unicode: '15.1.0' },
  passages: 'auto',
  bm25: { k1: 0.9, b: 0.4 },
  postings: 'plain',
  encoder: null,
  fusion: { method: 'minmax', denseWeight: 0, depth: 1000 },
  counts: {
    documents: 1,
    passages: 1,
    shards: [1],
    terms: 1,
    postings: 1,
    tokens: 1,
    links: 0,
    repeatedDocuments: 0,
    repeatedPassages: 0,
  },
  files: [{ name: 'terms-000.bin', bytes: 1, sha256: '00' }],
};
const recall = { queries: 2, found: 19, of: 20 };
const cells = {
  kind: 'ivf-mixed-pq',
  probes: 1024,
  patience: 64,
  candidates: 768,
  nearest: 256,
  recall,
  listed: recall,
} as const;
const manifest: Manifest = {
  ...ranking,
  id: indexId(ranking),
  golden: [],
  probes: [],
  provenance: { software: 'stillweb test', skipped: 0 },
};

describe('the index id', () => {
  it('changes with everything that shapes a ranking', () => {
    const changes: Partial<RankingManifest>[] = [
      { ranking: 2 },
      { engine: 'wink' },
      { analyzer: { ...ranking.analyzer, version: 2 } },
      { passages: 'whole' },
      { bm25: { k1: 1.2, b: 0.75 } },
      { impacts: { scale: 1, queryTokens: 'words' } },
      { requestWords: { version: 1 } },
      { postings: 'compact' },
      { fields: [{ name: 'year', type: 'number', documents: 1, values: 1 }] },
      { fields: [{ name: 'year', type: 'keyword', documents: 1, values: 1 }] },
      { fusion: { ...ranking.fusion, denseWeight: 20 } },
      { files: [{ name: 'terms-000.bin', bytes: 1, sha256: '01' }] },
    ];
    const ids = changes.map((change) => indexId({ ...ranking, ...change }));
    expect(new Set([...ids, indexId(ranking)]).size).toBe(changes.length + 1);
  });

  it('does not change with provenance, golden queries or the order of keys', () => {
    const reordered = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(manifest).reverse()))) as Manifest;
    expect(indexId(reordered)).toBe(manifest.id);
    expect(indexId({ ...manifest, provenance: { software: 'other', skipped: 3 } } as Manifest)).toBe(manifest.id);
  });
});

describe('a manifest', () => {
  it('is read back as it was written', () => {
    expect(decodeManifest(encodeManifest(manifest))).toEqual(manifest);
  });

  const year = { name: 'year', type: 'number', documents: 1, values: 1 } as const;
  const withId = (changed: RankingManifest): string =>
    encodeManifest({ ...manifest, ...changed, id: indexId(changed) });

  it('with typed fields names each of them', () => {
    const typed = withId({ ...ranking, fields: [year] });
    expect(decodeManifest(typed).fields).toEqual([year]);
  });

  const GIVEN = { scale: 2.5, queryTokens: 'words', queryWeights: { scale: 1, tokens: 3 } } as const;
  const given: Partial<RankingManifest> = {
    ranking: 3,
    bm25: undefined,
    impacts: GIVEN,
    analyzer: { name: 'given', version: 1, unicode: '15.1.0' },
    passages: 'whole',
  };

  it('of given impacts says how they were scaled, and has no formula', () => {
    expect(decodeManifest(withId({ ...ranking, ...given })).impacts).toEqual(GIVEN);
  });

  it.each<[string, Partial<RankingManifest>]>([
    ['an empty list of fields', { fields: [] }],
    ['a field twice', { fields: [year, year] }],
    ['fields out of order', { fields: [year, { ...year, name: 'month' }] }],
    ['a field of no type', { fields: [{ ...year, type: 'text' as 'set' }] }],
    ['a field of no name', { fields: [{ ...year, name: 'a b' }] }],
    ['impacts without their ranking', { impacts: GIVEN }],
    ['the ranking of impacts without them', { ...given, impacts: undefined }],
    ['impacts and a formula', { ...given, bm25: ranking.bm25 }],
    ['impacts of analysed terms', { ...given, analyzer: ranking.analyzer }],
    ['impacts of parts of documents', { ...given, passages: 'auto' }],
    ['impacts of scale 0', { ...given, impacts: { ...GIVEN, scale: 0 } }],
  ])('with %s is corrupt', (_what, change) => {
    expect(() => decodeManifest(withId({ ...ranking, ...change }))).toThrow(
      expect.objectContaining({ code: 'INDEX_CORRUPT' }),
    );
  });

  it.each([
    ['no JSON', 'x', 'INDEX_CORRUPT'],
    ['no object', '3', 'INDEX_CORRUPT'],
    ['null', 'null', 'INDEX_CORRUPT'],
    ['no version', '{}', 'INDEX_CORRUPT'],
    ['a later format', encodeManifest({ ...manifest, format: 9 }), 'INDEX_TOO_NEW'],
    ['cells of an earlier format', encodeManifest({ ...manifest, format: 7, cells }), 'INDEX_TOO_OLD'],
    ['an earlier format', encodeManifest({ ...manifest, format: 6 }), 'INDEX_TOO_OLD'],
    ['a later ranking', encodeManifest({ ...manifest, ranking: 4 }), 'INDEX_TOO_NEW'],
    ['another id', encodeManifest({ ...manifest, id: 'f'.repeat(32) }), 'INDEX_CORRUPT'],
  ])('with %s is refused', (_what, text, code) => {
    expect(() => decodeManifest(text)).toThrow(expect.objectContaining({ code }));
  });

  it.each(['../secret', '/etc/passwd', 'a/b', '', '.hidden', 'manifest.json', 'UPPER.bin'])(
    'that names the file %j is refused',
    (name) => {
      const evil = { ...ranking, files: [{ name, bytes: 1, sha256: '00' }] };
      const text = encodeManifest({ ...manifest, ...evil, id: indexId(evil) });
      expect(() => decodeManifest(text)).toThrow(expect.objectContaining({ code: 'INDEX_CORRUPT' }));
    },
  );
});
