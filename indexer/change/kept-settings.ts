import type { FieldTypes } from '../../src/contract/field-type.ts';
import { encoderSpec } from '../../src/encoder/encoders.ts';
import { StillwebError } from '../../src/errors.ts';
import { rankingNameOf } from '../../src/format/bm25.ts';
import type { TextForm } from '../../src/format/documents.ts';
import { ORIGINALS_FILE } from '../../src/format/file-names.ts';
import type { Manifest } from '../../src/format/manifest.ts';
import { analyzerOf, knowsRequestWords } from '../../src/retrieval/index-analyzer.ts';
import type { BuildSettings } from '../build-settings.ts';
import { type CurationSettings, sortedLanguages } from '../curation.ts';
import type { GraphChoice } from '../graph/graph-choice.ts';
import { formatPassagePolicy, parsePassagePolicy } from '../segment/segment.ts';

/** Settings that shape an index: a change keeps those of the generation that it begins from. */

/** What a generation says of its settings, and where the manifest does not. */
export interface SettingSources {
  readonly manifest: Manifest;
  readonly graph: GraphChoice;
  readonly texts: TextForm;
}

/**
 * The settings of a generation.
 *
 * @throws StillwebError INDEX_TOO_OLD, INDEX_TOO_NEW where this program would make other terms of the same texts; UNSUPPORTED for given impacts
 */
export function settingsOf({ manifest, graph, texts }: SettingSources): BuildSettings {
  const { engine, encoder, fields = [], passages, postings, ranking, provenance } = manifest;
  knowsRequestWords(manifest);
  if (manifest.impacts !== undefined) throw noChange();
  return {
    engine,
    ranking: rankingNameOf(ranking),
    analyzer: analyzerOf(manifest).name,
    passages: parsePassagePolicy(passages),
    encoder: encoder === null ? 'none' : encoderSpec(encoder),
    texts,
    postings,
    graph,
    // What was built before there was a choice has all words.
    html: provenance.html ?? 'all',
    originals: manifest.files.some(({ name }) => name === ORIGINALS_FILE),
    typedFields: Object.fromEntries(fields.map(({ name, type }) => [name, type])),
    ...curationOf(manifest),
  };
}

function curationOf({ nearDuplicates, provenance }: Manifest): CurationSettings {
  const { dropped, languages, keptLanguages } = provenance;
  const percent = nearDuplicates?.percent ?? dropped?.percent;
  const isNear = percent !== undefined;
  const duplicates = dropped === undefined ? (isNear ? 'group-near' : 'group') : isNear ? 'drop-near' : 'drop';
  return { duplicates, nearPercent: percent, detectLanguage: languages !== undefined, keepLanguages: keptLanguages };
}

/**
 * The settings of a change: those of the generation. What is asked for besides must be the same; of the encoder only its kind, as
 * it may lie elsewhere by now.
 *
 * @throws StillwebError SETTING_INVALID
 */
export function keepSettings(kept: BuildSettings, asked: Partial<BuildSettings>, directory: string): BuildSettings {
  for (const name of Object.keys(kept) as (keyof BuildSettings)[]) {
    const value = asked[name];
    if (value === undefined || isKept(name, kept, value)) continue;
    const [has, wants] = [kept[name], value].map((each) => describe(name, each));
    const message = `the index in ${directory} has ${name} ${has}, not ${wants}, and a change keeps it; leave the setting out, or build the collection anew`;
    throw new StillwebError('SETTING_INVALID', message, { setting: name, kept: has, asked: wants });
  }
  return { ...kept, ...(asked.encoder !== undefined && { encoder: asked.encoder }) };
}

function isKept(name: keyof BuildSettings, kept: BuildSettings, value: unknown): boolean {
  if (name !== 'encoder') return describe(name, kept[name]) === describe(name, value);
  const [has, wants] = [kept.encoder, String(value)].map((spec) => spec.split(':', 1)[0]);
  return has === wants;
}

function describe(name: keyof BuildSettings, value: unknown): string {
  if (name === 'keepLanguages')
    return value === undefined ? 'all' : sortedLanguages(value as readonly string[]).join(', ');
  if (value === undefined) return 'none';
  if (name === 'passages') return formatPassagePolicy(value as BuildSettings['passages']);
  if (name !== 'typedFields') return String(value);
  const types = Object.entries(value as FieldTypes).map(([field, type]) => `${field}:${type}`);
  return types.length === 0 ? 'none' : types.sort().join(', ');
}

/** The vectors of documents are in its postings alone. */
export function noChange(): StillwebError {
  const message =
    'an index of ranking impacts is built from all of its vectors: it takes no --add, --update, --sync or --remove';
  return new StillwebError('UNSUPPORTED', message, { ranking: 'impacts', supported: ['standard', 'bm25'] });
}
