import type { AnalyzerName } from '../src/analysis/analyzer.ts';
import { createAnalyzer } from '../src/analysis/analyzers.ts';
import { checkFieldTypes, type FieldTypes } from '../src/contract/field-type.ts';
import type { RankingName } from '../src/contract/ranking-name.ts';
import { describeEncoder, type NamedEncoder } from '../src/encoder/encoders.ts';
import { StillwebError } from '../src/errors.ts';
import { type CollectionSource, isPrintable } from '../src/format/collection-source.ts';
import { MAX_PROVENANCE_CHARACTERS } from '../src/limits.ts';
import { importModules, type ModuleUrls } from '../src/modules.ts';
import { namedEngine, rankingFor } from '../src/retrieval/engines.ts';
import { checkName } from '../src/store/publish.ts';
import { minBuildBytes } from './build-memory.ts';
import {
  type CopyChoice,
  DEFAULT_COPIES,
  isNearChoice,
  LEAST_NEAR_PERCENT,
  MOST_NEAR_PERCENT,
} from './copies/copy-choice.ts';
import { checkGiven, type GivenSettings } from './given-settings.ts';
import { readLanguageTag } from './ingest/language-tag.ts';

/** Settings of a build that may be wrong in themselves. */
export interface CheckedSettings extends GivenSettings {
  readonly name?: string;
  readonly modules?: ModuleUrls;
  readonly analyzer: AnalyzerName;
  /** As on the command line: `static`, `none`, … */
  readonly encoder: string;
  readonly vectors?: string;
  readonly memoryBytes?: number;
  /** Whether `memoryBytes` must be enough for one worker. */
  readonly isMemoryPromised?: boolean;
  readonly engine: string;
  readonly ranking?: RankingName;
  readonly typedFields?: FieldTypes;
  readonly collection?: CollectionSource;
  readonly duplicates?: CopyChoice;
  readonly nearPercent?: number;
  readonly detectLanguage?: boolean;
  readonly keepLanguages?: readonly string[];
}

/**
 * Refuses what would fail later, before anything is read or written: for a build and for its dry run.
 *
 * @returns the encoder of the build, with the vectors that are brought along; null for none
 * @throws StillwebError SETTING_INVALID, IMPACTS_INVALID, UNSUPPORTED, ENGINE_MISSING, ENCODER_*, DETECTOR_MISSING
 */
export async function checkSettings(settings: CheckedSettings): Promise<NamedEncoder | null> {
  const { name, modules = [], analyzer, encoder: spec, engine, ranking } = settings;
  if (name !== undefined) checkName(name);
  checkFieldTypes(settings.typedFields ?? {});
  checkCollection(settings.collection ?? {});
  await checkCuration(settings);
  await importModules(modules);
  createAnalyzer(analyzer);
  checkGiven(settings);
  const encoder = await withVectors(await describeEncoder(spec), settings.vectors);
  if (settings.isMemoryPromised === true) checkMemory(settings, encoder);
  rankingFor(namedEngine(engine), ranking);
  namedEngine(engine).check({ hasVectors: encoder !== null });
  return encoder;
}

async function withVectors(encoder: NamedEncoder | null, vectors: string | undefined): Promise<NamedEncoder | null> {
  if (vectors === undefined) return encoder;
  if (encoder === null) {
    const message = 'vectors are of passages alone: they need an encoder, which encodes the queries';
    throw new StillwebError('SETTING_INVALID', message, { setting: 'vectors' });
  }
  const { describeVectors } = await import('../src/encoder/recorded/brought-vectors.ts');
  return { ...encoder, vectors: await describeVectors(vectors, encoder.description) };
}

/** Refuses a promise that one worker with this encoder would break. */
function checkMemory({ memoryBytes = 0, encoder: spec }: CheckedSettings, encoder: NamedEncoder | null): void {
  const least = minBuildBytes(encoder);
  if (memoryBytes >= least) return;
  const message = `--memory is at least ${Math.ceil(least / 1024 ** 2)}m with encoder ${spec}`;
  throw new StillwebError('SETTING_INVALID', message, { setting: 'memory', leastBytes: least });
}

/** What is said of a collection goes to terminals, citations and answers. @throws StillwebError SETTING_INVALID */
function checkCollection(collection: CollectionSource): void {
  for (const [name, value] of Object.entries(collection)) {
    if (value === undefined) continue;
    const texts: readonly unknown[] = name === 'creators' && Array.isArray(value) ? value : [value];
    const isSound = (text: unknown) =>
      typeof text === 'string' && text !== '' && text.length <= MAX_PROVENANCE_CHARACTERS && isPrintable(text);
    if (texts.every(isSound)) continue;
    const message = `${name} of the collection is a text of 1 to ${MAX_PROVENANCE_CHARACTERS} characters without control characters`;
    throw new StillwebError('SETTING_INVALID', message, { setting: name, limit: MAX_PROVENANCE_CHARACTERS });
  }
}

async function checkCuration(settings: CheckedSettings): Promise<void> {
  const { duplicates = DEFAULT_COPIES, nearPercent, detectLanguage, keepLanguages } = settings;
  if (nearPercent !== undefined) checkNearPercent(nearPercent, duplicates);
  const strange = keepLanguages?.find((language) => readLanguageTag(language) !== language);
  if (strange !== undefined || keepLanguages?.length === 0) {
    const message = `languages that are kept are tags in lower case, such as en or pt-br, not ${JSON.stringify(strange ?? [])}`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'keepLanguages' });
  }
  if (detectLanguage !== true) return;
  const { findDetector } = await import('./language/find-detector.ts');
  findDetector();
}

function checkNearPercent(percent: number, duplicates: CopyChoice): void {
  const facts = { setting: 'nearPercent', least: LEAST_NEAR_PERCENT, most: MOST_NEAR_PERCENT };
  if (!Number.isInteger(percent) || percent < LEAST_NEAR_PERCENT || percent > MOST_NEAR_PERCENT) {
    const message = `near copies share ${LEAST_NEAR_PERCENT} to ${MOST_NEAR_PERCENT} percent of their shingles, not ${percent}`;
    throw new StillwebError('SETTING_INVALID', message, facts);
  }
  if (isNearChoice(duplicates)) return;
  const message = `a share of near copies is for duplicates group-near and drop-near, and not for ${duplicates}`;
  throw new StillwebError('SETTING_INVALID', message, { ...facts, duplicates });
}
