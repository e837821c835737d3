import { describe, expect, it } from 'vitest';
import {
  decodeManifest,
  encodeManifest,
  indexId,
  type Manifest,
  type RankingManifest,
} from '../../../src/format/manifest.ts';

const ranking: RankingManifest = {
  format: 4,
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
      { requestWords: { version: 1 } },
      { postings: 'compact' },
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

  it.each([
    ['no JSON', 'x', 'INDEX_CORRUPT'],
    ['no object', '3', 'INDEX_CORRUPT'],
    ['null', 'null', 'INDEX_CORRUPT'],
    ['no version', '{}', 'INDEX_CORRUPT'],
    ['a later format', encodeManifest({ ...manifest, format: 5 }), 'INDEX_TOO_NEW'],
    ['an earlier format', encodeManifest({ ...manifest, format: 1 }), 'INDEX_TOO_OLD'],
    ['a later ranking', encodeManifest({ ...manifest, ranking: 3 }), 'INDEX_TOO_NEW'],
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
