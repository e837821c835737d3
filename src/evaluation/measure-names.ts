import { nearestName } from '../contract/nearest-name.ts';
import { StillwebError } from '../errors.ts';
import { MAX_DEPTH } from '../limits.ts';
import type { JudgedRanking } from './judged-ranking.ts';
import { MEASURE_KINDS, type MeasureKind } from './measure-table.ts';

/** A measure with its cut and its level of relevance. */
export interface Measure {
  /** `nDCG@10`, `P(rel=2)@5`: ir-measures reads it too. */
  readonly name: string;
  /** 0 … 1, greater is better. */
  compute(judged: JudgedRanking): number;
}

/** What is measured where nothing is asked for. */
export const DEFAULT_MEASURES: readonly string[] = ['nDCG@10', 'MAP', 'MRR@10', 'P@10', 'R@5', 'R@100'];

/** What the papers on BrowseComp-Plus report of a retriever. */
export const DEFAULT_BROWSECOMP_MEASURES: readonly string[] = ['R@5', 'R@100', 'R@1000', 'nDCG@10'];

const FORM = /^([A-Za-z][A-Za-z0-9_]*?)(?:\(rel=(\d{1,9})\))?(?:@(\d{1,5}))?$/;
const MAX_LEVEL = 1_000_000;

/**
 * Measures by the names that ir-measures writes: `nDCG@10`, `MAP`, `P(rel=2)@5`. Case does not count, and `AP`, `RR`, `Recall`,
 * `Precision` stand for `MAP`, `MRR`, `R`, `P`. `rel` is the lowest grade that is relevant, 1 where none is given.
 *
 * @param names each once
 * @throws StillwebError SETTING_INVALID for a name that is none, a cut that is missing or too many, a measure twice, none at all
 */
export function measuresOf(names: readonly string[]): readonly Measure[] {
  if (!Array.isArray(names) || names.some((name) => typeof name !== 'string')) {
    throw new StillwebError('SETTING_INVALID', 'measures is a list of names, such as nDCG@10', { setting: 'measures' });
  }
  const measures = names.map(measureOf);
  const twice = measures.find(({ name }, index) => measures.findIndex((each) => each.name === name) !== index);
  if (twice !== undefined) throw refuse(twice.name, 'is asked for twice');
  if (measures.length === 0) throw new StillwebError('SETTING_INVALID', 'no measure is named', { setting: 'measures' });
  return measures;
}

function measureOf(written: string): Measure {
  const [, given, rel, at] = FORM.exec(written.trim()) ?? [];
  const kind = given === undefined ? undefined : kindNamed(given);
  if (kind === undefined) {
    const names = MEASURE_KINDS.flatMap(({ name, aliases }) => [name, ...aliases]);
    const meant = nearestName(given ?? written, names);
    const hint = meant === null ? `: there are ${describeKinds()}` : ` (did you mean ${meant}?)`;
    throw refuse(written, `is no measure${hint}`);
  }
  const { name, cut: takesCut, hasLevel } = kind;
  if (takesCut === 'required' && at === undefined) throw refuse(written, `needs a cut, such as ${name}@10`);
  if (takesCut === 'none' && at !== undefined) throw refuse(written, 'takes no cut');
  if (!hasLevel && rel !== undefined) throw refuse(written, 'takes no level of relevance');
  const cut = at === undefined ? undefined : Number(at);
  if (cut !== undefined && (cut < 1 || cut > MAX_DEPTH))
    throw refuse(written, `has a cut that is not 1 to ${MAX_DEPTH}`);
  const level = rel === undefined ? 1 : Number(rel);
  if (level < 1 || level > MAX_LEVEL) throw refuse(written, `has a level that is not 1 to ${MAX_LEVEL}`);
  return {
    name: `${name}${level === 1 ? '' : `(rel=${level})`}${cut === undefined ? '' : `@${cut}`}`,
    compute: (judged) => kind.compute(judged, level, cut),
  };
}

/** `nDCG[@k], MAP[@k], P@k, Rprec`: for messages. */
export function describeKinds(): string {
  const forms = { required: '@k', optional: '[@k]', none: '' };
  return MEASURE_KINDS.map(({ name, cut }) => name + forms[cut]).join(', ');
}

function kindNamed(given: string): MeasureKind | undefined {
  const wanted = given.toLowerCase();
  return MEASURE_KINDS.find(({ name, aliases }) => [name, ...aliases].some((each) => each.toLowerCase() === wanted));
}

function refuse(measure: string, what: string): StillwebError {
  return new StillwebError('SETTING_INVALID', `the measure ${JSON.stringify(measure)} ${what}`, {
    setting: 'measures',
    measure,
  });
}
