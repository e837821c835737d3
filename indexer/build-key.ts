import { resolve } from 'node:path';
import type { AnalyzerName } from '../src/analysis/analyzer.ts';
import { createAnalyzer } from '../src/analysis/analyzers.ts';
import { canonicalJson } from '../src/bytes/canonical-json.ts';
import { sha256 } from '../src/bytes/hash.ts';
import type { TextForm } from '../src/format/documents.ts';
import { FORMAT_VERSION } from '../src/format/manifest.ts';
import { SOFTWARE_VERSION } from '../src/version.ts';
import type { CollectionCut } from './collection-cut.ts';
import { fingerprintInputs } from './fingerprint.ts';
import type { FieldMap } from './ingest/collection.ts';
import type { PassagePolicy } from './segment/passage.ts';
import { formatPassagePolicy } from './segment/segment.ts';

/** What shapes the units of a build, beside the version of the program. */
export interface UnitSources {
  readonly inputs: readonly string[];
  /** The index directory, which is no input even where it lies in one. */
  readonly directory: string;
  readonly format?: string;
  readonly fields?: FieldMap;
  readonly onError: 'stop' | 'skip';
  readonly analyzer: AnalyzerName;
  readonly passages: PassagePolicy;
  readonly encoder: string;
  readonly texts: TextForm;
  readonly cut: CollectionCut;
}

/**
 * The key of a build. A journal with another key is of another build.
 *
 * @throws StillwebError INPUT_MISSING, STORAGE_FAILED
 */
export function buildKey(sources: UnitSources, encoderFingerprint: string | undefined): string {
  const { inputs, directory, format, fields, onError, analyzer, passages, encoder, texts, cut } = sources;
  const absolute = inputs.map((path) => resolve(path));
  const analysis = { analyzer, version: createAnalyzer(analyzer).version, passages: formatPassagePolicy(passages) };
  const input = { inputs: fingerprintInputs(absolute, directory), format, fields, onError };
  const software = { version: SOFTWARE_VERSION, format: FORMAT_VERSION };
  return sha256(canonicalJson({ analysis, input, software, encoder, encoderFingerprint, texts, cut }));
}
