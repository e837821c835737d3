import type { NamedHeaders } from './named-headers.ts';

/** What of a record is kept beside its page, under these names. */
const KEPT_HEADERS = [
  ['warc-date', 'WARC-Date'],
  ['warc-payload-digest', 'WARC-Payload-Digest'],
  ['warc-identified-content-language', 'WARC-Identified-Content-Language'],
] as const;

/** Those that the record of a page has. */
export function keptHeaders({ values }: NamedHeaders): { [name: string]: string } {
  const kept: { [name: string]: string } = {};
  for (const [name, keptName] of KEPT_HEADERS) {
    const value = values.get(name);
    if (value !== undefined) kept[keptName] = value;
  }
  return kept;
}
