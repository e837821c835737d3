import { type SectionArray, SectionFile } from './section-file.ts';
import { StringTable } from './string-table.ts';

/**
 * What filters ask of a document. `attributes.bin` (kind ATTR), D documents:
 *
 *   date      u32[D]   year × 10,000 + month × 100 + day, or 0 for none
 *   site      u32[D]   ordinal + 1 in the table `site.*` of hosts, or 0 for none
 *   language  u32[D]   ordinal + 1 in the table `lang.*`, or 0 for none
 *   lang.detected  u8[D]  1 where the language was found by the text; only where languages were looked for
 */
export const ATTRIBUTES_KIND = 'ATTR';
const DETECTED = 'lang.detected';

export interface Attributes {
  readonly dates: Uint32Array;
  readonly sites: Uint32Array;
  readonly languages: Uint32Array;
  readonly siteNames: StringTable;
  readonly languageNames: StringTable;
  /** Absent where no language was looked for. */
  readonly detected?: Uint8Array;
}

/** The sections of `attributes.bin`, to be written one by one. */
export function attributeSections(attributes: Attributes): Readonly<Record<string, SectionArray>> {
  const { dates, sites, languages, siteNames, languageNames, detected } = attributes;
  return {
    date: dates,
    site: sites,
    language: languages,
    'site.offsets': siteNames.offsets,
    'site.bytes': siteNames.bytes,
    'site.slots': siteNames.slots,
    'lang.offsets': languageNames.offsets,
    'lang.bytes': languageNames.bytes,
    'lang.slots': languageNames.slots,
    ...(detected !== undefined && { [DETECTED]: detected }),
  };
}

/** @throws StillwebError INDEX_CORRUPT */
export function readAttributes(name: string, bytes: Uint8Array, documents: number): Attributes {
  const file = new SectionFile(name, ATTRIBUTES_KIND, bytes);
  return {
    dates: file.get('date', 'u32', documents),
    sites: file.get('site', 'u32', documents),
    languages: file.get('language', 'u32', documents),
    siteNames: StringTable.read(file, 'site'),
    languageNames: StringTable.read(file, 'lang'),
    ...(file.has(DETECTED) && { detected: file.get(DETECTED, 'u8', documents) }),
  };
}

/** `YYYY-MM-DD` as a number that sorts as dates do; 0 for what is no such date. */
export function dateNumber(date: string | undefined): number {
  if (date === undefined || date.length !== 10) return 0;
  let value = 0;
  for (let i = 0; i < 10; i++) {
    if (i === 4 || i === 7) continue;
    const digit = date.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return 0;
    value = value * 10 + digit;
  }
  return value;
}
