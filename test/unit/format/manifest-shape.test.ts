import { describe, expect, it } from 'vitest';
import { bm25Of } from '../../../src/format/bm25.ts';
import { findMisshapen } from '../../../src/format/manifest-shape.ts';

const fusion = { method: 'minmax', denseWeight: 20 };
const encoder = { kind: 'static', name: 'static', dimensions: 256, fingerprint: 'ab', fusion };
const graph = {
  kind: 'hnsw',
  m: 12,
  efConstruction: 150,
  ef: 200,
  nearest: 100,
  recall: { queries: 1, found: 1, of: 10 },
  listed: { found: 1, of: 1 },
  reached: 1,
};
const { recall, listed } = graph;
const reach = { probes: 1024, patience: 64, candidates: 768, nearest: 256 };
const cells = { kind: 'ivf-mixed-pq', ...reach, recall, listed };
const manifest = {
  format: 4,
  ranking: 1,
  engine: 'stillweb',
  analyzer: { name: 'english', version: 1, unicode: '15.1.0' },
  passages: 'auto',
  bm25: { k1: 0.9, b: 0.4 },
  postings: 'plain',
  encoder: null,
  fusion: { ...fusion, depth: 1000 },
  counts: {
    documents: 1,
    passages: 2,
    shards: [1, 1],
    terms: 1,
    postings: 1,
    tokens: 1,
    links: 0,
    repeatedDocuments: 0,
    repeatedPassages: 0,
  },
  files: [{ name: 'terms-000.bin', bytes: 1, sha256: '00' }],
  id: 'f',
  golden: [{ query: 'still', mode: 'bm25', hits: [[0, 1.5]] }],
  probes: [{ text: 'still', vector: 'AA==' }],
  provenance: { software: 'stillweb test', skipped: 0 },
};

describe('the shape of a manifest', () => {
  it.each([
    ['of words alone', manifest],
    ['with an encoder', { ...manifest, encoder }],
    [
      'with one that says more',
      { ...manifest, encoder: { ...encoder, source: 'x', template: { query: '', passage: '' } } },
    ],
    ['of title and text apart', { ...manifest, ranking: 2, bm25: bm25Of('standard'), requestWords: { version: 1 } }],
    ['with a probe of a title', { ...manifest, probes: [{ title: 'a', text: 'b', vector: 'AA==' }] }],
    ['with graphs', { ...manifest, encoder, graph }],
    ['with cells', { ...manifest, format: 8, encoder, cells }],
    ['without golden queries and probes', { ...manifest, golden: [], probes: [] }],
    ['with a field of a later version', { ...manifest, later: 1 }],
  ])('is sound %s', (_what, sound) => {
    expect(findMisshapen(JSON.parse(JSON.stringify(sound)))).toBeNull();
  });

  it.each([
    ['no object', [], ''],
    ['a text for a count', { ...manifest, format: '3' }, '/format'],
    ['a count below 0', { ...manifest, counts: { ...manifest.counts, terms: -1 } }, '/counts/terms'],
    ['a count that is no integer', { ...manifest, counts: { ...manifest.counts, links: 0.5 } }, '/counts/links'],
    ['a count past 2^53', { ...manifest, counts: { ...manifest.counts, tokens: 2 ** 53 } }, '/counts/tokens'],
    ['no shards', { ...manifest, counts: { ...manifest.counts, shards: [] } }, '/counts/shards'],
    ['an empty shard', { ...manifest, counts: { ...manifest.counts, shards: [1, 0] } }, '/counts/shards/1'],
    ['a shard too large', { ...manifest, counts: { ...manifest.counts, shards: [2 ** 31] } }, '/counts/shards/0'],
    [
      'passages that are not those of the shards',
      { ...manifest, counts: { ...manifest.counts, passages: 3 } },
      '/counts/passages',
    ],
    ['another b', { ...manifest, bm25: { k1: 0.9, b: 0.5 } }, '/bm25'],
    ['the formula of another ranking', { ...manifest, bm25: bm25Of('standard') }, '/bm25'],
    ['no formula', { ...manifest, bm25: undefined }, '/bm25'],
    [
      'a share above 100 where nothing is covered',
      { ...manifest, fusion: { ...manifest.fusion, uncoveredWeight: 101 - manifest.fusion.denseWeight } },
      '/fusion/uncoveredWeight',
    ],
    [
      'a title of a probe that is none',
      { ...manifest, probes: [{ title: 1, text: '', vector: '' }] },
      '/probes/0/title',
    ],
    ['a list for an object', { ...manifest, analyzer: [] }, '/analyzer'],
    ['an unknown layout', { ...manifest, postings: 'packed' }, '/postings'],
    ['no encoder, not even null', { ...manifest, encoder: undefined }, '/encoder'],
    ['an encoder of no dimensions', { ...manifest, encoder: { ...encoder, dimensions: 0 } }, '/encoder/dimensions'],
    ['one too wide', { ...manifest, encoder: { ...encoder, dimensions: 65_537 } }, '/encoder/dimensions'],
    ['a source that is no text', { ...manifest, encoder: { ...encoder, source: null } }, '/encoder/source'],
    ['a weight above 100', { ...manifest, fusion: { ...manifest.fusion, denseWeight: 100.5 } }, '/fusion/denseWeight'],
    ['no depth', { ...manifest, fusion }, '/fusion/depth'],
    ['a graph of another kind', { ...manifest, graph: { ...graph, kind: 'ivf' } }, '/graph/kind'],
    ['a graph that is null', { ...manifest, graph: null }, '/graph'],
    ['too many candidates', { ...manifest, graph: { ...graph, ef: 4097 } }, '/graph/ef'],
    ['cells of another kind', { ...manifest, format: 8, encoder, cells: { ...cells, kind: 'ivf' } }, '/cells/kind'],
    ['no patience', { ...manifest, format: 8, encoder, cells: { ...cells, patience: 0 } }, '/cells/patience'],
    ['too many probes', { ...manifest, format: 8, encoder, cells: { ...cells, probes: 8193 } }, '/cells/probes'],
    [
      'too many passages to compare',
      { ...manifest, format: 8, encoder, cells: { ...cells, candidates: 4097 } },
      '/cells/candidates',
    ],
    ['cells without vectors', { ...manifest, format: 8, cells }, '/cells'],
    ['cells beside graphs', { ...manifest, format: 8, encoder, cells, graph }, '/cells'],
    ['a file without a hash', { ...manifest, files: [{ name: 'a.bin', bytes: 1 }] }, '/files/0/sha256'],
    ['files that are no list', { ...manifest, files: { 0: 'a' } }, '/files'],
    ['a mode that is none', { ...manifest, golden: [{ query: '', mode: 'rrf', hits: [] }] }, '/golden/0/mode'],
    ['a hit of three', { ...manifest, golden: [{ query: '', mode: 'bm25', hits: [[0, 1, 2]] }] }, '/golden/0/hits/0'],
    [
      'a hit of no number',
      { ...manifest, golden: [{ query: '', mode: 'bm25', hits: [[0, '1']] }] },
      '/golden/0/hits/0/1',
    ],
    [
      'a query too long',
      { ...manifest, golden: [{ query: 'x'.repeat(1e6), mode: 'bm25', hits: [] }] },
      '/golden/0/query',
    ],
    ['no provenance', { ...manifest, provenance: null }, '/provenance'],
  ])('is refused with %s, by its path', (_what, misshapen, path) => {
    expect(findMisshapen(JSON.parse(JSON.stringify(misshapen)))).toBe(path);
  });

  it('is refused with a number past all numbers', () => {
    const text = JSON.stringify(manifest).replace('1.5', '1e400');
    expect(findMisshapen(JSON.parse(text))).toBe('/golden/0/hits/0/1');
  });
});
