import type { NamedReranker } from '../contract/reranker-description.ts';
import { SharedThings } from '../encoder/shared-things.ts';
import type { TokenVectors } from '../encoder/token-vectors.ts';
import { StillwebError } from '../errors.ts';
import { MAX_MODEL_RERANK_DEPTH } from '../limits.ts';
import { keyOf, LoadedOnce } from './loaded-once.ts';
import { maxSim } from './max-sim.ts';
import type { OwnReranker } from './own-reranker.ts';
import type { ReadQuery } from './read-query.ts';
import type { Candidate, ReadTexts } from './reranker.ts';

/** The folders of token vectors that this thread has open. */
const folders = new SharedThings<TokenVectors>();

/** Scores hits by recorded vectors of their tokens and of those of the query. All of it is whole numbers. */
export class MaxSimReranker implements OwnReranker {
  readonly name: string;
  readonly depth: number;
  readonly mostDepth = MAX_MODEL_RERANK_DEPTH;
  readonly #vectors: LoadedOnce<TokenVectors>;

  constructor(named: NamedReranker) {
    this.name = named.description.name;
    this.depth = named.description.depth;
    this.#vectors = new LoadedOnce(folders, keyOf(named), () => open(named));
  }

  async load(): Promise<void> {
    await this.#vectors.get();
  }

  /** @throws StillwebError UNSUPPORTED for a query or a passage that was not recorded */
  async rerank(
    { text }: ReadQuery,
    candidates: readonly Candidate[],
    readTexts: ReadTexts,
    checkpoint: () => void,
  ): Promise<readonly number[]> {
    const vectors = await this.#vectors.get();
    const query = vectors.ofQuery(text);
    if (query === null) throw this.#unrecorded('this query', text);
    const scores: number[] = [];
    for (const { id, number } of await readTexts(candidates)) {
      checkpoint();
      const passage = vectors.ofPassage(`${id}#${number}`, id);
      if (passage === null) throw this.#unrecorded('a passage', `${id}#${number}`);
      scores.push(maxSim(query, passage, vectors.dimensions));
    }
    checkpoint();
    return scores;
  }

  #unrecorded(what: string, value: string): StillwebError {
    const shown = value.slice(0, 100).toWellFormed();
    const message = `the reranker ${this.name} has no recorded vectors of ${what}: ${JSON.stringify(shown)}`;
    return new StillwebError('UNSUPPORTED', message, { field: 'rerank', value: this.name, unrecorded: shown });
  }

  async close(): Promise<void> {
    await this.#vectors.close();
  }
}

async function open({ source, description: { name, fingerprint } }: NamedReranker): Promise<TokenVectors> {
  const { readTokenFolder, TokenVectors } = await import('../encoder/token-vectors.ts');
  const found = readTokenFolder(source);
  if (found.fingerprint === fingerprint) return await TokenVectors.open(source);
  const message = `the token vectors of the reranker ${name} are not those that were there at the start`;
  const facts = { reranker: name, expected: fingerprint, found: found.fingerprint };
  throw new StillwebError('ENCODER_DIFFERS', message, facts);
}
