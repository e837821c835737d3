import type { DeclaredMask } from './declared-masks.ts';
import { type HiddenEntity, type MaskParameters, sorted } from './mask.ts';

/** One mask in one index: documents by their ids. */
export class IndexMask {
  readonly #entities: readonly HiddenEntity[];
  readonly #forbidden: readonly string[];
  readonly #sign: string;
  /** By which entities are hidden: the same text for the same ones. */
  readonly #parameters = new Map<string, MaskParameters>();

  /** @param ids of documents by what the mask calls them; null for what is not in the index */
  constructor({ entities = [], forbidden = [] }: DeclaredMask, ids: ReadonlyMap<string, string | null>, sign: string) {
    const idsOf = (names: readonly string[] = []): string[] => sorted(names.flatMap((name) => ids.get(name) ?? []));
    this.#entities = entities.map(({ name, aliases = [], documents, unlockedBy }) => ({
      aliases: sorted([name, ...aliases]),
      documents: idsOf(documents),
      unlockedBy: idsOf(unlockedBy),
    }));
    this.#forbidden = sorted(forbidden);
    this.#sign = sign;
  }

  /** @returns null where nothing is hidden any more */
  hiddenFrom(hasOpened: (id: string) => boolean): MaskParameters | null {
    const hidden = this.#entities.filter(({ unlockedBy }) => !unlockedBy.some(hasOpened));
    if (hidden.length === 0 && this.#forbidden.length === 0) return null;
    const key = this.#entities.map((entity) => (hidden.includes(entity) ? '1' : '0')).join('');
    let parameters = this.#parameters.get(key);
    if (parameters === undefined) {
      parameters = { entities: hidden, forbidden: this.#forbidden, sign: this.#sign };
      this.#parameters.set(key, parameters);
    }
    return parameters;
  }
}
