import type { AnalyzerName } from '../src/analysis/analyzer.ts';
import { createAnalyzer } from '../src/analysis/analyzers.ts';
import { REQUEST_WORDS_VERSION } from '../src/analysis/request-words.ts';
import { UNICODE_VERSION } from '../src/analysis/unicode-tables.ts';
import { type BlockList, blockListHash } from '../src/contract/block-list.ts';
import type { EncoderDescription } from '../src/contract/encoder-description.ts';
import type { RankingName } from '../src/contract/ranking-name.ts';
import { bm25Of, RANKING_VERSIONS } from '../src/format/bm25.ts';
import type { FieldDescription } from '../src/format/fields.ts';
import { FORMAT_VERSION } from '../src/format/format-version.ts';
import type { PostingsLayout } from '../src/format/frequent-list.ts';
import type { GivenImpactsDescription } from '../src/format/given-impacts.ts';
import type { NearDescription, RankingManifest } from '../src/format/manifest.ts';
import { FUSION_DEPTH } from '../src/limits.ts';
import type { PassagePolicy } from './segment/passage.ts';
import { formatPassagePolicy } from './segment/segment.ts';

/** Settings that an index tells of itself. */
export interface RankingSettings {
  readonly ranking: RankingName;
  readonly engine: string;
  readonly analyzer: AnalyzerName;
  readonly passages: PassagePolicy;
  readonly postings: PostingsLayout;
  readonly block?: BlockList;
}

/** What the documents have beside texts, and only some collections do. */
export interface FoundInDocuments {
  readonly fields?: readonly FieldDescription[];
  readonly near?: NearDescription;
  readonly impacts?: GivenImpactsDescription;
}

/** What the manifest says of how the index ranks, before it has graphs or cells, and before its files are described. */
export function describeRanking(
  { ranking, engine, analyzer, passages, postings, block }: RankingSettings,
  encoder: EncoderDescription | null,
  counts: RankingManifest['counts'],
  { fields = [], near, impacts }: FoundInDocuments = {},
): RankingManifest {
  const formula = bm25Of(ranking);
  return {
    format: FORMAT_VERSION,
    ranking: RANKING_VERSIONS[ranking],
    engine,
    analyzer: { name: analyzer, version: createAnalyzer(analyzer).version, unicode: UNICODE_VERSION },
    passages: formatPassagePolicy(passages),
    ...(formula === null ? { impacts } : { bm25: formula }),
    ...(ranking === 'standard' && analyzer === 'english' && { requestWords: { version: REQUEST_WORDS_VERSION } }),
    postings,
    encoder,
    fusion: { ...fusionOf(ranking, encoder), depth: FUSION_DEPTH },
    counts,
    ...(block !== undefined && { blockList: describeBlockList(block) }),
    ...(near !== undefined && { nearDuplicates: near }),
    ...(fields.length > 0 && { fields }),
    files: [],
  };
}

function describeBlockList(block: BlockList): RankingManifest['blockList'] {
  const { sites, urls, ids, strings } = block;
  const counts = { sites: sites.length, urls: urls.length, ids: ids.length, strings: strings.length };
  return { sha256: blockListHash(block), ...counts };
}

/** By coverage where the ranking and the encoder know how. */
function fusionOf(ranking: RankingName, encoder: EncoderDescription | null): Omit<RankingManifest['fusion'], 'depth'> {
  if (encoder === null) return { method: 'minmax', denseWeight: 0 };
  const { fusion, fusionByCoverage } = encoder;
  return ranking === 'standard' && fusionByCoverage !== undefined ? { method: 'minmax', ...fusionByCoverage } : fusion;
}
