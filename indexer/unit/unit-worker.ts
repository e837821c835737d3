import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import type { AnalyzerName } from '../../src/analysis/analyzer.ts';
import { createTermNumberer } from '../../src/analysis/analyzers.ts';
import { createEncoder } from '../../src/encoder/encoders.ts';
import { loadCompression } from '../../src/format/compression.ts';
import type { TextForm } from '../../src/format/documents.ts';
import { replaceDurably } from '../../src/store/durable.ts';
import { Inverter } from '../invert/inverter.ts';
import type { PassagePolicy } from '../segment/passage.ts';
import { makeUnit } from './make-unit.ts';
import { type PackedDocuments, unpackDocuments } from './packed-documents.ts';
import { type UnitSummary, unitFileName } from './unit-file.ts';

/** A worker thread of the build: one unit in, one file out. */

export interface UnitWorkerSettings {
  readonly folder: string;
  readonly analyzer: AnalyzerName;
  readonly encoder: string;
  readonly policy: PassagePolicy;
  readonly texts: TextForm;
}

export interface UnitTask {
  readonly unit: number;
  readonly documents: PackedDocuments;
}

const settings = workerData as UnitWorkerSettings;
const inverter = new Inverter(createTermNumberer(settings.analyzer));
const encoder = await createEncoder(settings.encoder);
if (settings.texts === 'compressed') await loadCompression();

export default async function processUnit({ unit, documents }: UnitTask): Promise<UnitSummary> {
  const made = await makeUnit(unpackDocuments(documents), settings.policy, inverter, encoder, settings.texts);
  replaceDurably(join(settings.folder, unitFileName(unit)), made.file);
  const sha256 = createHash('sha256').update(made.file).digest('hex');
  const { passages, tokens } = made;
  return { unit, bytes: made.file.length, sha256, documents: documents.count, passages, tokens };
}
