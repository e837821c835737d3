import type { JsonWriter } from './json-writer.ts';

/** A text of fewer code units is written together with what stands around it. */
const LONG = 512;

/** A text that is made of several. They are never joined: each is escaped by itself, and written once however often it stands in a body. */
export class JoinedText {
  readonly parts: readonly string[];

  /** @param parts each well-formed UTF-16, as all of them joined */
  constructor(...parts: readonly string[]) {
    this.parts = parts;
  }

  toString(): string {
    return this.parts.join('');
  }

  toJSON(): string {
    return this.toString();
  }
}

/** A text of ASCII characters of which JSON escapes none, such as base64: nobody looks for them. */
export class UnescapedText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): string {
    return this.text;
  }
}

/**
 * Writes what `JSON.stringify` makes of a value of plain objects, lists, texts, numbers, booleans, null and the two classes above, without
 * one string of it all: a single character beyond Latin-1 would make every text in it twice as wide, and each is copied less often.
 */
export function writeJson(value: unknown, out: JsonWriter): void {
  const body = new Body(out);
  body.write(value);
  body.flush();
}

class Body {
  readonly #out: JsonWriter;
  readonly #written = new Map<JoinedText, { start: number; end: number }>();
  /** What goes before the next long text. */
  #short = '';

  constructor(out: JsonWriter) {
    this.#out = out;
  }

  write(value: unknown): void {
    if (typeof value === 'string') this.#writeText(value);
    else if (typeof value !== 'object' || value === null) this.#short += JSON.stringify(value) ?? 'null';
    else if (value instanceof JoinedText) this.#writeJoined(value);
    else if (value instanceof UnescapedText) this.#writeEscaped(value.text, `"${value.text}"`);
    else if (Array.isArray(value)) {
      this.#short += '[';
      for (let i = 0; i < value.length; i++) {
        if (i > 0) this.#short += ',';
        this.write(value[i]);
      }
      this.#short += ']';
    } else this.#writeObject(value as { readonly [name: string]: unknown });
  }

  flush(): void {
    this.#out.text(this.#short);
    this.#short = '';
  }

  #writeObject(object: { readonly [name: string]: unknown }): void {
    let front = '{';
    for (const name of Object.keys(object)) {
      const member = object[name];
      if (member === undefined) continue;
      this.#short += `${front}${JSON.stringify(name)}:`;
      this.write(member);
      front = ',';
    }
    this.#short += front === '{' ? '{}' : '}';
  }

  #writeText(text: string): void {
    this.#writeEscaped(text, JSON.stringify(text));
  }

  #writeJoined(joined: JoinedText): void {
    this.flush();
    const before = this.#written.get(joined);
    if (before !== undefined) {
      this.#out.repeat(before.start, before.end);
      return;
    }
    const start = this.#out.bytes;
    this.#short = '"';
    for (const part of joined.parts) this.#writeEscaped(part, JSON.stringify(part).slice(1, -1));
    this.#short += '"';
    this.flush();
    this.#written.set(joined, { start, end: this.#out.bytes });
  }

  #writeEscaped(text: string, escaped: string): void {
    if (text.length < LONG) {
      this.#short += escaped;
      return;
    }
    this.flush();
    this.#out.text(escaped);
  }
}
