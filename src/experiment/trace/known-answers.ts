/** The answers that a trace holds already, by what determines them: each is written once. */
import type { AnswerNotes } from '../../serving/written-answer.ts';

export interface KnownAnswer {
  /** What calls say of it: `toldOf`. */
  readonly told: string;
  /** Check sum of the body. That it is as before is what is expected, and no enemy wrote it. */
  readonly sum: number;
  readonly notes: AnswerNotes | undefined;
}

/** What an id takes beside its characters, in characters. */
const ID_CHARACTERS = 16;

export class KnownAnswers {
  /** By the id of the index, then by the key. */
  readonly #indexes = new Map<string, Map<string, KnownAnswer>>();
  readonly #mostCharacters: number;
  #characters = 0;

  /** @param mostCharacters of keys and ids; with more, all are forgotten */
  constructor(mostCharacters: number) {
    this.#mostCharacters = mostCharacters;
  }

  find(index: string, key: string): KnownAnswer | undefined {
    return this.#indexes.get(index)?.get(key);
  }

  add(index: string, key: string, answer: KnownAnswer): void {
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
    answers.set(key, answer);
  }

  clear(): void {
    this.#indexes.clear();
    this.#characters = 0;
  }
}

function charactersOf(key: string, { told, notes: { hits = [], opened = [] } = {} }: KnownAnswer): number {
  let characters = key.length + told.length;
  for (const list of [...hits, opened]) for (const id of list) characters += id.length + ID_CHARACTERS;
  return characters;
}
