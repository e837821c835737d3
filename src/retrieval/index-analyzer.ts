import { ANALYZER_NAMES, type Analyzer } from '../analysis/analyzer.ts';
import { createAnalyzer } from '../analysis/analyzers.ts';
import { NO_FIELDS, type QueryFields } from '../analysis/field-operator.ts';
import { REQUEST_WORDS_VERSION } from '../analysis/request-words.ts';
import { UNICODE_VERSION } from '../analysis/unicode-tables.ts';
import { StillwebError } from '../errors.ts';
import { MANIFEST_FILE } from '../format/file-names.ts';
import type { RankingManifest } from '../format/manifest.ts';
import { piecesOfQueries, tokensOfQueries } from './query-pieces.ts';

/**
 * The analyzer that made the terms of an index. Another version would ask for other terms than the index holds, and find
 * less without a word.
 *
 * @throws StillwebError INDEX_TOO_OLD, INDEX_TOO_NEW for another version of it or of its Unicode tables, or an unknown one
 */
export function analyzerOf({ analyzer: wanted }: Pick<RankingManifest, 'analyzer'>): Analyzer {
  const name = ANALYZER_NAMES.find((known) => known === wanted.name);
  if (name === undefined) {
    const facts = { file: MANIFEST_FILE, found: wanted.name, supported: ANALYZER_NAMES };
    throw new StillwebError('INDEX_TOO_NEW', `the index has analyzer ${wanted.name}, which is not known here`, facts);
  }
  const analyzer = createAnalyzer(name);
  const found = `${name} ${wanted.version}, Unicode ${wanted.unicode}`;
  const supported = `${name} ${analyzer.version}, Unicode ${UNICODE_VERSION}`;
  if (found === supported) return analyzer;
  const difference = wanted.version - analyzer.version || compareVersions(wanted.unicode, UNICODE_VERSION);
  throw new StillwebError(
    difference > 0 ? 'INDEX_TOO_NEW' : 'INDEX_TOO_OLD',
    `the index has analyzer ${found}; this program has ${supported}`,
    { file: MANIFEST_FILE, found, supported },
  );
}

/**
 * The analyzer of an index as its queries need it: where impacts are given, these may be cut in a way of their own.
 *
 * @param tokenizer the tokenizer that the index holds; null where it holds none
 * @throws StillwebError as `analyzerOf`; ENCODER_MISSING, INDEX_CORRUPT for the tokenizer
 */
export function queryAnalyzerOf(
  manifest: Pick<RankingManifest, 'analyzer' | 'impacts'>,
  tokenizer: Uint8Array | null,
): Analyzer {
  const analyzer = analyzerOf(manifest);
  if (tokenizer !== null) return tokensOfQueries(analyzer, tokenizer);
  return manifest.impacts?.queryTokens === 'wordpiece' ? piecesOfQueries(analyzer) : analyzer;
}

/**
 * Whether words that only ask count less in this index.
 *
 * @throws StillwebError INDEX_TOO_OLD, INDEX_TOO_NEW for another version of their list
 */
export function knowsRequestWords({ requestWords }: Pick<RankingManifest, 'requestWords'>): boolean {
  if (requestWords === undefined) return false;
  const { version } = requestWords;
  if (version === REQUEST_WORDS_VERSION) return true;
  const code = version > REQUEST_WORDS_VERSION ? 'INDEX_TOO_NEW' : 'INDEX_TOO_OLD';
  const message = `the index has version ${version} of the list of request words; this program has ${REQUEST_WORDS_VERSION}`;
  throw new StillwebError(code, message, { file: MANIFEST_FILE, found: version, supported: REQUEST_WORDS_VERSION });
}

/** The typed fields of an index that its queries may name. */
export function queryFieldsOf({ fields }: Pick<RankingManifest, 'fields'>): QueryFields {
  return fields === undefined ? NO_FIELDS : new Map(fields.map(({ name, type }) => [name, type]));
}

/** Negative, 0 or positive, as of two version numbers with full stops. */
function compareVersions(left: string, right: string): number {
  const rights = right.split('.').map(Number);
  const differences = left.split('.').map((part, i) => Number(part) - (rights[i] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}
