/** The answers that a trace holds already, by what determines them: each is written once. */
import { crc32 } from 'node:zlib';
import type { AnswerNotes } from '../../serving/written-answer.ts';

/** To compare bytes takes a tenth of the time of a check sum. */
const KEPT_BODY_BYTES = 32 * 1024 * 1024;

export interface ToldAnswer {
  /** What calls say of it: `toldOf`. */
  readonly told: string;
  readonly digest: string;
  readonly notes: AnswerNotes | undefined;
}

export class KnownAnswer implements ToldAnswer {
  readonly told: string;
  readonly digest: string;
  readonly notes: AnswerNotes | undefined;
  /** Null where it is too much to keep. */
  readonly #body: Buffer | null;
  /** Check sum of a body that is not kept. That it is as before is what is expected, and no enemy wrote it. */
  readonly #sum: number;
  /** How it was asked for last, and the JSON of that; null where nobody has asked for it again. */
  #request: { readonly asked: unknown; readonly text: string } | null = null;

  constructor({ told, digest, notes }: ToldAnswer, body: Uint8Array, isKept: boolean) {
    this.told = told;
    this.digest = digest;
    this.notes = notes;
    this.#body = isKept ? Buffer.from(body) : null;
    this.#sum = isKept ? 0 : crc32(body);
  }

  isSame(body: Uint8Array): boolean {
    return this.#body === null ? this.#sum === crc32(body) : this.#body.equals(body);
  }

  /** JSON of a canonical request that this answers: that of the last one, where both are alike. */
  requestText(asked: unknown): string {
    if (this.#request !== null && areAlike(this.#request.asked, asked)) return this.#request.text;
    const text = JSON.stringify(asked);
    this.#request = { asked, text };
    return text;
  }
}

/** What an id takes beside its characters, in characters. */
const ID_CHARACTERS = 16;
export class KnownAnswers {
  /** By the id of the index, then by the key. */
  readonly #indexes = new Map<string, Map<string, KnownAnswer>>();
  readonly #mostCharacters: number;
  readonly #mostBytes: number;
  #characters = 0;
  /** Of the bodies that are kept. */
  #bytes = 0;

  /**
   * @param mostCharacters of keys and ids; with more, all are forgotten
   * @param mostBytes of bodies that are kept; of the others a check sum is
   */
  constructor(mostCharacters: number, mostBytes = KEPT_BODY_BYTES) {
    this.#mostCharacters = mostCharacters;
    this.#mostBytes = mostBytes;
  }

  find(index: string, key: string): KnownAnswer | undefined {
    return this.#indexes.get(index)?.get(key);
  }

  add(index: string, key: string, answer: ToldAnswer, body: Uint8Array): void {
    this.#characters += charactersOf(key, answer);
    if (this.#characters > this.#mostCharacters) {
      this.clear();
      this.#characters = charactersOf(key, answer);
    }
    let answers = this.#indexes.get(index);
    if (answers === undefined) {
      answers = new Map();
      this.#indexes.set(index, answers);
    }
    const isKept = this.#bytes + body.length <= this.#mostBytes;
    if (isKept) this.#bytes += body.length;
    answers.set(key, new KnownAnswer(answer, body, isKept));
  }

  clear(): void {
    this.#indexes.clear();
    this.#characters = 0;
    this.#bytes = 0;
  }
}

/** Whether two canonical requests are equal: members stand in one order in all of them, and one that is undefined is none. */
function areAlike(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one)) {
    if (!Array.isArray(other) || one.length !== other.length) return false;
    for (let i = 0; i < one.length; i++) if (!areAlike(one[i], other[i])) return false;
    return true;
  }
  if (Array.isArray(other)) return false;
  return hasAlike(one as Members, other as Members) && hasAll(one as Members, other as Members);
}

type Members = Readonly<Record<string, unknown>>;

/** Whether all members of one stand in the other. A list of their names would be made for each call. */
function hasAlike(one: Members, other: Members): boolean {
  for (const name in one) if (!areAlike(one[name], other[name])) return false;
  return true;
}

function hasAll(one: Members, other: Members): boolean {
  for (const name in other) if (one[name] === undefined && other[name] !== undefined) return false;
  return true;
}

function charactersOf(key: string, { told, notes: { hits = [], opened = [] } = {} }: ToldAnswer): number {
  let characters = key.length + told.length;
  for (const list of [...hits, opened]) for (const id of list) characters += id.length + ID_CHARACTERS;
  return characters;
}
