/** Names that documents have others for. */
import { type Static, Type } from '@sinclair/typebox';
import { MAX_PERTURBATION_ENTRIES } from '../../limits.ts';
import type { Edit } from '../rewrite/edited-text.ts';
import { foldPhrase, PhraseTable } from '../rewrite/phrase-table.ts';
import type { Draws } from './draws.ts';
import { findPhraseFault, PhraseSchema } from './phrase-schema.ts';

export const EntitiesSchema = Type.Array(
  Type.Object({ from: PhraseSchema, to: PhraseSchema }, { additionalProperties: false }),
  { minItems: 1, maxItems: MAX_PERTURBATION_ENTRIES, description: 'names, and what stands in their place' },
);
export type Entities = Static<typeof EntitiesSchema>;

/** What is wrong with a table; null for nothing. Two that become one could not be told apart in a query. */
export function findEntityFault(entities: Entities): string | null {
  return findPhraseFault(entities.map(({ from }) => from)) ?? findPhraseFault(entities.map(({ to }) => to));
}

/** A table of names, in both directions. */
export class EntityTable {
  readonly #there: PhraseTable;
  readonly #back: PhraseTable;
  readonly #to = new Map<string, string>();
  readonly #from = new Map<string, string>();

  constructor(entities: Entities) {
    for (const { from, to } of entities) {
      this.#to.set(foldPhrase(from), to);
      this.#from.set(foldPhrase(to), from);
    }
    // A name that is replaced, and that replaces none, is known to nobody.
    const gone = entities.map(({ from }) => from).filter((from) => !this.#from.has(foldPhrase(from)));
    this.#there = new PhraseTable(entities.map(({ from }) => from));
    this.#back = new PhraseTable([...entities.map(({ to }) => to), ...gone]);
  }

  /** Of a text of a document. */
  edits(text: string): Edit[] {
    return this.#there.edits(text, (phrase) => this.#to.get(foldPhrase(phrase)) ?? null);
  }

  /** Of a query: new names are looked for by the old ones, which themselves are not known any more. */
  editsOfQuery(query: string): Edit[] {
    return this.#back.edits(query, (phrase) => this.#from.get(foldPhrase(phrase)) ?? '');
  }
}

/** Those of a table that the seed has replaced. */
export function drawnEntities(entities: Entities, strength: number, draws: Draws): Entities {
  return entities.filter(({ from }) => draws.happens(strength, 'entity', foldPhrase(from)));
}
