import type { AnalyzerName } from '../src/analysis/analyzer.ts';
import type { QueryTokens, RankingName } from '../src/contract/ranking-name.ts';
import { StillwebError } from '../src/errors.ts';
import { noChange } from './change/kept-settings.ts';
import { readQueryTokenizer } from './query-tokenizer.ts';
import { readQueryTable } from './query-weights.ts';
import type { PassagePolicy } from './segment/passage.ts';

/** Settings of an index whose impacts are given. */

export interface GivenSettings {
  readonly ranking?: RankingName;
  /** How queries become terms. Default: `words`. */
  readonly queryTokens?: QueryTokens;
  /** A `tokenizer.json` that cuts queries, in the place of `queryTokens`. */
  readonly queryTokenizer?: string;
  /** File with the weights of the terms of queries. Default: a term counts as often as it is named. */
  readonly queryWeights?: string;
  /** Files in which documents without a text find theirs. */
  readonly textsFrom?: readonly string[];
  /** What becomes of an index that is there. */
  readonly change?: unknown;
}

/** Terms are taken as they are given, and a vector is that of a whole document. */
export function settleGiven<
  Settings extends GivenSettings & { readonly analyzer: AnalyzerName; readonly passages: PassagePolicy },
>(settings: Settings): Settings {
  if (settings.ranking !== 'impacts') return settings;
  return { ...settings, analyzer: 'given', passages: { kind: 'whole' } };
}

/**
 * @throws StillwebError SETTING_INVALID, UNSUPPORTED; IMPACTS_INVALID and INPUT_MISSING for the table of query weights and the tokenizer;
 *   ENCODER_MISSING without the package that reads a tokenizer
 */
export function checkGiven(settings: GivenSettings): void {
  const { ranking, queryTokens, queryTokenizer, queryWeights, textsFrom, change } = settings;
  if (ranking === 'impacts') {
    if (change !== undefined) throw noChange();
    if (queryTokens !== undefined && queryTokenizer !== undefined) {
      const message = 'queryTokens and queryTokenizer both say how queries are cut; give one of them';
      throw new StillwebError('SETTING_INVALID', message, { setting: 'queryTokenizer' });
    }
    if (queryTokenizer !== undefined) readQueryTokenizer(queryTokenizer);
    if (queryWeights !== undefined) readQueryTable(queryWeights);
    return;
  }
  for (const [setting, value] of Object.entries({ queryTokens, queryTokenizer, queryWeights, textsFrom })) {
    if (value === undefined) continue;
    const message = `${setting} is a setting of ranking impacts, whose documents bring the weights of their terms along`;
    throw new StillwebError('SETTING_INVALID', message, { setting });
  }
}

/** A setting that shapes terms and passages. */
export function notOfImpacts(setting: string): StillwebError {
  const message = `${setting} shapes texts, and ranking impacts takes the terms of whole documents as they are given; leave it out`;
  return new StillwebError('SETTING_INVALID', message, { setting });
}
