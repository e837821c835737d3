import type { AnalyzerName } from '../src/analysis/analyzer.ts';
import { createAnalyzer } from '../src/analysis/analyzers.ts';
import { UNICODE_VERSION } from '../src/analysis/unicode-tables.ts';
import type { EncoderDescription } from '../src/contract/encoder-description.ts';
import type { PostingsLayout } from '../src/format/frequent-list.ts';
import { B, K1 } from '../src/format/impact.ts';
import { FORMAT_VERSION, RANKING_VERSION, type RankingManifest } from '../src/format/manifest.ts';
import { FUSION_DEPTH } from '../src/limits.ts';
import type { PassagePolicy } from './segment/passage.ts';
import { formatPassagePolicy } from './segment/segment.ts';

/** Settings that an index tells of itself. */
export interface RankingSettings {
  readonly engine: string;
  readonly analyzer: AnalyzerName;
  readonly passages: PassagePolicy;
  readonly postings: PostingsLayout;
}

/** What the manifest says of how the index ranks, before it has graphs, and before its files are described. */
export function describeRanking(
  { engine, analyzer, passages, postings }: RankingSettings,
  encoder: EncoderDescription | null,
  counts: RankingManifest['counts'],
): RankingManifest {
  return {
    format: FORMAT_VERSION,
    ranking: RANKING_VERSION,
    engine,
    analyzer: { name: analyzer, version: createAnalyzer(analyzer).version, unicode: UNICODE_VERSION },
    passages: formatPassagePolicy(passages),
    bm25: { k1: K1, b: B },
    postings,
    encoder,
    fusion: { ...(encoder?.fusion ?? { method: 'minmax', denseWeight: 0 }), depth: FUSION_DEPTH },
    counts,
    files: [],
  };
}
