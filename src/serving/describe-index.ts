import { modesOf } from '../contract/search-mode.ts';
import { asidesOf } from '../encoder/query-template.ts';
import { rankingNameOf } from '../format/bm25.ts';
import { ORIGINALS_FILE } from '../format/file-names.ts';
import type { Manifest } from '../format/manifest.ts';
import { viewIndex } from '../store/index-view.ts';
import type { OpenIndex } from '../store/open.ts';
import type { ServedIndex } from './search-backend.ts';

/** Whether this machine encodes the probe texts of an index to the same bits; null without an encoder. */
export type ProbeOutcome = 'exact' | 'differs' | null;

/** What a server says of an index of this machine. */
export function describeIndex(open: OpenIndex, probes: ProbeOutcome): ServedIndex {
  return describeGeneration(open, newestDay(open), probes);
}

/** What a server says of a generation, wherever it lies. @param newest day of its newest document */
export function describeGeneration(
  { name, manifest, rerankers = [] }: Pick<OpenIndex, 'name' | 'manifest' | 'rerankers'>,
  newest: string | null,
  probes: ProbeOutcome,
): ServedIndex {
  const { counts, analyzer, encoder } = manifest;
  const queryFields = asidesOf(encoder);
  return {
    name,
    id: manifest.id,
    description: {
      documents: counts.documents,
      passages: counts.passages,
      terms: counts.terms,
      links: counts.links,
      newest,
      ranking: rankingNameOf(manifest.ranking),
      analyzer: { name: analyzer.name, version: analyzer.version },
      encoder:
        encoder === null
          ? null
          : {
              name: encoder.name,
              kind: encoder.kind,
              dimensions: encoder.dimensions,
              fingerprint: encoder.fingerprint,
              probes: probes ?? 'differs',
              ...(queryFields.length > 0 && { queryFields }),
            },
      modes: [...modesOf(encoder !== null)],
      ...describeSource(manifest),
      ...(manifest.blockList !== undefined && { blockList: manifest.blockList }),
      ...(rerankers.length > 0 && { rerankers: rerankers.map(({ description }) => ({ ...description })) }),
      ...(manifest.files.some(({ name }) => name === ORIGINALS_FILE) && { originals: true as const }),
      ...(manifest.fields !== undefined && { fields: manifest.fields.map((field) => ({ ...field })) }),
    },
  };
}

/** Of what was said of the collection, what whoever searches it should know. */
function describeSource({ provenance }: Manifest): Pick<ServedIndex['description'], 'collection'> {
  const { title, version, licence, licenceUrl, source } = provenance.collection ?? {};
  const said = Object.entries({ title, version, licence, licenceUrl, source }).filter(
    ([, value]) => value !== undefined,
  );
  return said.length === 0 ? {} : { collection: Object.fromEntries(said) };
}

/** The day of the newest document, as `YYYY-MM-DD`. */
export function newestDay(open: OpenIndex): string | null {
  let newest = 0;
  for (const date of viewIndex(open).attributes.dates) if (date > newest) newest = date;
  if (newest === 0) return null;
  const digits = String(newest).padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}
