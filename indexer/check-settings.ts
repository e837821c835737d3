import type { AnalyzerName } from '../src/analysis/analyzer.ts';
import { createAnalyzer } from '../src/analysis/analyzers.ts';
import { checkFieldTypes, type FieldTypes } from '../src/contract/field-type.ts';
import type { RankingName } from '../src/contract/ranking-name.ts';
import { describeEncoder, type NamedEncoder } from '../src/encoder/encoders.ts';
import { importModules, type ModuleUrls } from '../src/modules.ts';
import { namedEngine, rankingFor } from '../src/retrieval/engines.ts';
import { checkName } from '../src/store/publish.ts';
import { checkGiven, type GivenSettings } from './given-settings.ts';

/** Settings of a build that may be wrong in themselves. */
export interface CheckedSettings extends GivenSettings {
  readonly name?: string;
  readonly modules?: ModuleUrls;
  readonly analyzer: AnalyzerName;
  /** As on the command line: `static`, `none`, … */
  readonly encoder: string;
  readonly engine: string;
  readonly ranking?: RankingName;
  readonly typedFields?: FieldTypes;
}

/**
 * Refuses what would fail later, before anything is read or written: for a build and for its dry run.
 *
 * @returns the encoder of the build; null for none
 * @throws StillwebError SETTING_INVALID, IMPACTS_INVALID, UNSUPPORTED, ENGINE_MISSING, ENCODER_*
 */
export async function checkSettings(settings: CheckedSettings): Promise<NamedEncoder | null> {
  const { name, modules = [], analyzer, encoder: spec, engine, ranking } = settings;
  if (name !== undefined) checkName(name);
  checkFieldTypes(settings.typedFields ?? {});
  await importModules(modules);
  createAnalyzer(analyzer);
  checkGiven(settings);
  const encoder = await describeEncoder(spec);
  rankingFor(namedEngine(engine), ranking);
  namedEngine(engine).check({ hasVectors: encoder !== null });
  return encoder;
}
