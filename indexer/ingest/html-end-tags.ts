/**
 * Tells of a page's source which tags are still to come, in time linear in its length however often it is asked. Of a source that is not known
 * yet it takes every tag to be closed.
 */
export class HtmlEndTags {
  readonly #source: string | null;
  readonly #lastEnds = new Map<string, number>();
  readonly #nextTags = new Map<string, NextTag>();

  constructor(source: string | null) {
    this.#source = source;
  }

  /** Whether `</name` stands anywhere behind the place. */
  hasEndTag(name: string, place: number): boolean {
    if (this.#source === null) return true;
    let last = this.#lastEnds.get(name);
    if (last === undefined) {
      last = -1;
      for (const match of this.#source.matchAll(tagPattern(name))) if (match[1] === '/') last = match.index;
      this.#lastEnds.set(name, last);
    }
    return last >= place;
  }

  /** Whether the next tag of that name behind the place is an end tag. */
  isEndTagNext(name: string, place: number): boolean {
    if (this.#source === null) return false;
    let next = this.#nextTags.get(name);
    if (next === undefined || place < next.from || place > next.at) {
      const pattern = tagPattern(name);
      pattern.lastIndex = place;
      const match = pattern.exec(this.#source);
      next = { from: place, at: match?.index ?? this.#source.length, isEnd: match?.[1] === '/' };
      this.#nextTags.set(name, next);
    }
    return next.isEnd;
  }
}

/** What was found from a place on: it is the answer for every place up to where it was found. */
interface NextTag {
  readonly from: number;
  readonly at: number;
  readonly isEnd: boolean;
}

function tagPattern(name: string): RegExp {
  return new RegExp(`<(/?)${name}[\\t\\n\\f\\r />]`, 'gi');
}
