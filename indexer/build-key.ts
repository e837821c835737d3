import type { AnalyzerName } from '../src/analysis/analyzer.ts';
import { createAnalyzer } from '../src/analysis/analyzers.ts';
import { canonicalJson } from '../src/bytes/canonical-json.ts';
import { sha256 } from '../src/bytes/hash.ts';
import { type BlockList, blockListHash } from '../src/contract/block-list.ts';
import type { RankingName } from '../src/contract/ranking-name.ts';
import type { TextForm } from '../src/format/documents.ts';
import { FORMAT_VERSION } from '../src/format/format-version.ts';
import { SOFTWARE_VERSION } from '../src/version.ts';
import type { CollectionCut } from './collection-cut.ts';
import { type CopyChoice, NEAR_VERSION } from './copies/copy-choice.ts';
import type { FieldMap } from './ingest/collection.ts';
import { DEFAULT_HTML, type HtmlChoice } from './ingest/html-choice.ts';
import type { OnError } from './read-documents.ts';
import type { PassagePolicy } from './segment/passage.ts';
import { formatPassagePolicy } from './segment/segment.ts';

/** The settings that shape the units of a build. The documents of each unit have a hash of their own in the journal. */
export interface UnitSources {
  readonly format?: string;
  readonly fields?: FieldMap;
  readonly html?: HtmlChoice;
  readonly block?: BlockList;
  readonly onError: OnError;
  readonly analyzer: AnalyzerName;
  readonly passages: PassagePolicy;
  readonly encoder: string;
  readonly texts: TextForm;
  readonly ranking: RankingName;
  readonly cut: CollectionCut;
  readonly duplicates?: CopyChoice;
}

/**
 * The key of a build. A journal with another key is of another build.
 *
 * @param vectors hash of those that are brought along
 */
export function buildKey(sources: UnitSources, encoderFingerprint: string | undefined, vectors?: string): string {
  const { format, fields, html = DEFAULT_HTML, block, onError, analyzer, passages } = sources;
  const { encoder, texts, ranking, cut } = sources;
  const analysis = { analyzer, version: createAnalyzer(analyzer).version, passages: formatPassagePolicy(passages) };
  const input = { format, fields, html, onError, ...(block !== undefined && { block: blockListHash(block) }) };
  // Units have what near copies are found by only where they are looked for.
  const near = sources.duplicates === 'group-near' ? NEAR_VERSION : undefined;
  const software = { version: SOFTWARE_VERSION, format: FORMAT_VERSION };
  return sha256(
    canonicalJson({ analysis, input, software, encoder, encoderFingerprint, vectors, texts, ranking, cut, near }),
  );
}
