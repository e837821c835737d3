import { vectorCosine } from '../encoder/cosine.ts';
import type { Encoder } from '../encoder/encoder.ts';
import { type EncoderPlace, isRemote, resolveEncoder } from '../encoder/encoders.ts';
import { StillwebError } from '../errors.ts';
import { rankingNameOf } from '../format/bm25.ts';
import type { EncoderProbe, Manifest } from '../format/manifest.ts';

/** Texts whose vectors a manifest keeps, to compare the encoder of this machine with the one of the build. */

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

/**
 * What two computations of one model have in common at least. Other digits of float32 give over 0.999, weights that were rounded to four
 * bits some 0.98; other models near 0.
 */
const LEAST_COSINE = 0.9;

/** Titles apart from their texts, for an encoder that reads them so. */
const PROBE_PASSAGES = [
  { title: 'Karen Spärck Jones', text: 'introduced inverse document frequency in 1972' },
  { title: 'naïve café', text: '' },
];

/** The int8 vectors of the probe texts. */
export async function recordProbes(encoder: Encoder, { ranking }: Manifest): Promise<EncoderProbe[]> {
  if (encoder.knownQueries !== undefined) return await recordKnown(encoder, encoder.knownQueries);
  const hasTitles = rankingNameOf(ranking) === 'standard' && encoder.encodeTitled !== undefined;
  const probes = [...PROBE_TEXTS.map((text) => ({ text })), ...(hasTitles ? PROBE_PASSAGES : [])];
  const vectors = await encodeProbes(encoder, probes);
  return probes.map((probe, i) => ({ ...probe, vector: vectors[i].toString('base64') }));
}

/** Of an encoder that reads no other texts: the first of its queries. */
async function recordKnown(encoder: Encoder, queries: readonly string[]): Promise<EncoderProbe[]> {
  const probes = queries.slice(0, PROBE_TEXTS.length).map((text) => ({ text }));
  const vectors = await encodeProbes(encoder, probes);
  return probes.map((probe, i) => ({ ...probe, vector: vectors[i].toString('base64') }));
}

/** One vector a probe: of a query, or of a passage with its title where it has one. Empty where the encoder has none. */
async function encodeProbes(encoder: Encoder, probes: readonly Omit<EncoderProbe, 'vector'>[]): Promise<Buffer[]> {
  const passages = probes.flatMap(({ title, text }) => (title === undefined ? [] : [{ title, text }]));
  const queries = probes.flatMap(({ title, text }) => (title === undefined ? [text] : []));
  const rowsOf = (vectors: Int8Array): (() => Buffer) => {
    const { dimensions } = encoder.description;
    let row = 0;
    return () => Buffer.from(vectors.subarray(row * dimensions, ++row * dimensions));
  };
  const nextPassage = rowsOf((await encoder.encodeTitled?.(passages)) ?? new Int8Array(0));
  const nextQuery = rowsOf(await encoder.encode(queries, 'query'));
  return probes.map(({ title }) => (title === undefined ? nextQuery() : nextPassage()));
}

/** What this process has found of an index before. */
export interface ComparedProbes extends Pick<Manifest, 'encoder' | 'probes'> {
  readonly outcome: 'exact' | 'differs' | null;
}

/** Only of the encoder that is a part of the program: neither that nor the machine changes while a process runs. */
function asksTheSame({ encoder, probes }: Pick<Manifest, 'encoder' | 'probes'>, before: ComparedProbes): boolean {
  if (encoder?.kind !== 'static') return false;
  return JSON.stringify([encoder, probes]) === JSON.stringify([before.encoder, before.probes]);
}

/**
 * Whether this machine encodes the probes of an index to the same bits as the machine that built it.
 *
 * @param before what need not be found again
 * @throws StillwebError ENCODER_DIFFERS, ENCODER_MISSING, ENCODER_UNREACHABLE
 */
export async function compareProbes(
  manifest: Pick<Manifest, 'encoder' | 'probes'>,
  place: EncoderPlace = {},
  before: ComparedProbes | null = null,
): Promise<'exact' | 'differs' | null> {
  if (manifest.encoder === null) return null;
  if (before !== null && asksTheSame(manifest, before)) return before.outcome;
  const encoder = await resolveEncoder(manifest.encoder, place);
  try {
    return await compareWith(encoder, manifest.probes);
  } finally {
    await encoder.close();
  }
}

/**
 * Refuses an encoder that others compute for when it has become another one: its name says nothing of its weights. Digits that differ
 * from day to day are told by `compareProbes`, and no more.
 *
 * @throws StillwebError ENCODER_DIFFERS
 */
export async function refuseOther(encoder: Encoder, probes: readonly EncoderProbe[]): Promise<void> {
  if (isRemote(encoder.description)) await compareWith(encoder, probes);
}

async function compareWith(encoder: Encoder, probes: readonly EncoderProbe[]): Promise<'exact' | 'differs'> {
  const vectors = await encodeProbes(encoder, probes);
  const recorded = probes.map(({ vector }) => Buffer.from(vector, 'base64'));
  const isExact = recorded.every((vector, i) => vector.equals(vectors[i]));
  if (isExact || !isRemote(encoder.description)) return isExact ? 'exact' : 'differs';
  const least = Math.min(...recorded.map((vector, i) => vectorCosine(toComponents(vector), toComponents(vectors[i]))));
  if (least >= LEAST_COSINE) return 'differs';
  const { name } = encoder.description;
  const message = `the model ${name} is another than the one that built the index: a probe text has a vector of cosine ${least.toFixed(3)} to what it had`;
  throw new StillwebError('ENCODER_DIFFERS', message, { encoder: name, cosine: Number(least.toFixed(3)) });
}

function toComponents({ buffer, byteOffset, length }: Uint8Array): Int8Array {
  return new Int8Array(buffer, byteOffset, length);
}
