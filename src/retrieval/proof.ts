import { createEncoder } from '../encoder/encoders.ts';
import type { EncoderProbe, GoldenQuery, Manifest } from '../format/manifest.ts';
import type { OpenIndex } from '../store/open.ts';
import { Searcher } from './searcher.ts';

/** Golden queries and encoder probes: what an index carries to prove that its answers have not moved. */

const GOLDEN_QUERIES = 12;
const GOLDEN_HITS = 20;
/** Words of a query taken from a document. */
const GOLDEN_WORDS = 8;

/** Texts that touch case folding, accents, numbers, CJK, an unknown script and the empty text. */
const PROBE_TEXTS = [
  'the quick brown fox jumps over the lazy dog',
  'Karen Spärck Jones introduced inverse document frequency in 1972',
  'BM25 k1=0.9 b=0.4; nDCG@10 = 0.6789',
  'naïve café coöperation ÅNGSTRÖM',
  '東京は日本の首都です',
  'unbelievably-long-hyphenated-compound words, e.g. antidisestablishmentarianism',
  'Ωμέγα и Москва',
  '',
];

/** What a build puts into the manifest of the index that it has just finished. */
export async function recordProof(index: OpenIndex): Promise<{ golden: GoldenQuery[]; probes: EncoderProbe[] }> {
  const searcher = await Searcher.open(index);
  const golden = await recordGolden(searcher);
  searcher.close();
  return { golden, probes: await recordProbes(index.manifest.encoder?.kind) };
}

/** Picks queries from titles and texts evenly over the collection and records how the index ranks them. */
export async function recordGolden(searcher: Searcher): Promise<GoldenQuery[]> {
  const { documents } = searcher.view.passages;
  const golden: GoldenQuery[] = [];
  const count = Math.min(GOLDEN_QUERIES, documents);
  for (let i = 0; i < count; i++) {
    const number = Math.floor((i * documents) / count);
    const query = queryFrom(searcher, number, i % 2 === 0);
    for (const mode of searcher.modes) golden.push({ query, mode, hits: await rankForGolden(searcher, query, mode) });
  }
  return golden;
}

function queryFrom(searcher: Searcher, document: number, isTitle: boolean): string {
  const { title, text } = searcher.documents.get(document);
  const source = isTitle && title !== '' ? title : text;
  return source.slice(0, 400).split(' ').filter(Boolean).slice(0, GOLDEN_WORDS).join(' ').toWellFormed();
}

async function rankForGolden(searcher: Searcher, query: string, mode: GoldenQuery['mode']) {
  const hits = await searcher.rank(query, { mode, k: GOLDEN_HITS });
  return hits.map(({ document, score }) => [document, score] as const);
}

/** The golden queries that this machine ranks in another way; none is the proof. */
export async function findMovedGolden(searcher: Searcher, manifest: Manifest): Promise<GoldenQuery[]> {
  const moved: GoldenQuery[] = [];
  for (const golden of manifest.golden) {
    const hits = await rankForGolden(searcher, golden.query, golden.mode);
    if (JSON.stringify(hits) !== JSON.stringify(golden.hits)) moved.push(golden);
  }
  return moved;
}

/** The int8 vectors of the probe texts; none without an encoder. */
export async function recordProbes(encoderKind: string | undefined): Promise<EncoderProbe[]> {
  const encoder = encoderKind === undefined ? null : await createEncoder(encoderKind);
  if (encoder === null) return [];
  const { dimensions } = encoder.description;
  const vectors = await encoder.encode(PROBE_TEXTS, 'query');
  return PROBE_TEXTS.map((text, i) => ({
    text,
    vector: Buffer.from(vectors.buffer, vectors.byteOffset + i * dimensions, dimensions).toString('base64'),
  }));
}

/** Whether this machine encodes the probes of an index to the same bits as the machine that built it. */
export async function compareProbes(manifest: Manifest): Promise<'exact' | 'differs' | null> {
  if (manifest.encoder === null) return null;
  const encoder = await createEncoder(manifest.encoder.kind);
  if (encoder === null) return 'differs';
  const vectors = await encoder.encode(
    manifest.probes.map((probe) => probe.text),
    'query',
  );
  const { dimensions } = manifest.encoder;
  const isExact = manifest.probes.every(({ vector }, i) =>
    Buffer.from(vector, 'base64').equals(Buffer.from(vectors.buffer, vectors.byteOffset + i * dimensions, dimensions)),
  );
  return isExact ? 'exact' : 'differs';
}
