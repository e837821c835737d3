import type { WarcRecord } from './record-stream.ts';

/** Headers that hold the id of a page in ClueWeb22, and in ClueWeb09 and ClueWeb12. */
const OWN_IDS = ['clueweb22-id', 'warc-trec-id'];

/**
 * Gives each capture of a page in one archive an id. The first of an address has the address; a later one has its time
 * before it, `20080430204825/http://example.org/`, as archives of the web write it. Whoever asks for the address gets the first.
 * Later captures of the same bytes, by the digests of both, have no id. Records of a ClueWeb have ids of their own.
 */
export class Captures {
  /** Of each address the digest of its first capture; empty where it has none. */
  readonly #digests = new Map<string, string>();

  /** @returns null for a page that was captured before and is the same */
  name(address: string, { headers, number }: WarcRecord): string | null {
    const own = OWN_IDS.map((name) => headers.values.get(name)).find((id) => id !== undefined && id !== '');
    if (own !== undefined) return own;
    const digest = headers.values.get('warc-payload-digest') ?? '';
    const first = this.#digests.get(address);
    if (first === undefined) {
      this.#digests.set(address, digest);
      return address;
    }
    if (digest !== '' && digest === first) return null;
    const time = (headers.values.get('warc-date') ?? '').replace(/[^0-9]/g, '').slice(0, 14);
    return `${time === '' ? `record-${number}` : time}/${address}`;
  }
}
