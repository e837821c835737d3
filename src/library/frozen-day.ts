import type { Attributes } from '../format/attributes.ts';
import type { Manifest } from '../format/manifest.ts';

/**
 * What a collection takes for now, as `YYYY-MM-DD`: the day on which it was published, where whoever built the index said so, or else
 * the latest date of a document. Null where neither is known.
 */
export function frozenDay(
  { provenance }: Pick<Manifest, 'provenance'>,
  { dates }: Pick<Attributes, 'dates'>,
): string | null {
  const published = provenance.collection?.published;
  if (published !== undefined) return published;
  const latest = dates.reduce((most, date) => (date > most ? date : most), 0);
  if (latest === 0) return null;
  const digits = String(latest).padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}
