import { lowerAscii } from '../../src/bytes/lower-ascii.ts';

const SPACES = '\t\n\f\r ';

/**
 * The label of the encoding that a page declares: in a `<meta>`, else in an XML declaration. Bytes are looked at as
 * ASCII, without building a tree (HTML Standard, "prescan a byte stream to determine its encoding").
 * @param isKnown whether a label names an encoding; one that names none is as if it were not there
 */
export function findDeclaredLabel(bytes: Uint8Array, isKnown: (label: string) => boolean): string | null {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const scan = new Scan(source);
  for (let place = source.indexOf('<'); place >= 0; place = source.indexOf('<', scan.place)) {
    scan.place = place + 1;
    if (source.startsWith('<!--', place)) {
      const end = source.indexOf('-->', place + 2);
      scan.place = end < 0 ? source.length : end + 3;
    } else if (/^meta[\t\n\f\r /]/i.test(source.slice(place + 1, place + 6))) {
      scan.place = place + 5;
      const label = readMeta(scan.readAttributes());
      if (label !== null && isKnown(label)) return label;
    } else if (/^\/?[A-Za-z]/.test(source.slice(place + 1, place + 3))) {
      scan.skipName();
      scan.readAttributes();
    } else if ('!/?'.includes(source.charAt(place + 1) || ' ')) {
      const end = source.indexOf('>', place);
      scan.place = end < 0 ? source.length : end + 1;
    }
  }
  const label = readXmlDeclaration(source);
  return label !== null && isKnown(label) ? label : null;
}

function readMeta(attributes: ReadonlyMap<string, string>): string | null {
  const charset = attributes.get('charset');
  if (charset !== undefined) return charset;
  if (attributes.get('http-equiv') !== 'content-type') return null;
  const match = /charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r ;"'][^\t\n\f\r ;]*))/.exec(
    attributes.get('content') ?? '',
  );
  return match === null ? null : (match[1] ?? match[2] ?? match[3]);
}

function readXmlDeclaration(source: string): string | null {
  const end = source.startsWith('<?xml') ? source.indexOf('>') : -1;
  const match = /encoding[\0-\x20]*=[\0-\x20]*(?:"([^"]*)"|'([^']*)')/.exec(source.slice(0, Math.max(end, 0)));
  return match === null ? null : (match[1] ?? match[2]);
}

class Scan {
  place = 0;
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  skipName(): void {
    while (this.place < this.#source.length && !`${SPACES}>`.includes(this.#source[this.place])) this.place += 1;
  }

  /** The attributes up to the end of the tag, names and values in lower case, of equal names the first. */
  readAttributes(): Map<string, string> {
    const attributes = new Map<string, string>();
    while (this.place < this.#source.length) {
      this.#skip(`${SPACES}/`);
      if (this.#source[this.place] === '>') return attributes;
      const name = this.#readUntil(`${SPACES}/>`, '=');
      this.#skip(SPACES);
      const value = this.#source[this.place] === '=' ? this.#readValue() : '';
      if (!attributes.has(name)) attributes.set(name, value);
    }
    return attributes;
  }

  #readValue(): string {
    this.place += 1;
    this.#skip(SPACES);
    const quote = this.#source[this.place];
    if (quote !== '"' && quote !== "'") return this.#readUntil(`${SPACES}>`);
    const end = this.#source.indexOf(quote, this.place + 1);
    const value = this.#source.slice(this.place + 1, end < 0 ? undefined : end);
    this.place = end < 0 ? this.#source.length : end + 1;
    return lowerAscii(value);
  }

  /** @param afterFirst ends too, unless it is the first character */
  #readUntil(ends: string, afterFirst = ''): string {
    const start = this.place;
    while (this.place < this.#source.length) {
      const character = this.#source[this.place];
      if (ends.includes(character) || (this.place > start && afterFirst.includes(character) && afterFirst !== ''))
        break;
      this.place += 1;
    }
    return lowerAscii(this.#source.slice(start, this.place));
  }

  #skip(characters: string): void {
    while (this.place < this.#source.length && characters.includes(this.#source[this.place])) this.place += 1;
  }
}
