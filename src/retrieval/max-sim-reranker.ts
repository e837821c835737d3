import type { NamedReranker } from '../contract/reranker-description.ts';
import { SharedThings } from '../encoder/shared-things.ts';
import type { TokenVectors } from '../encoder/token-vectors.ts';
import { StillwebError } from '../errors.ts';
import { LoadedReranker } from './loaded-reranker.ts';
import { maxSim } from './max-sim.ts';
import type { OwnReranker } from './own-reranker.ts';
import type { ReadQuery } from './read-query.ts';
import type { Candidate, ReadTexts } from './reranker.ts';

/** The folders of token vectors that this thread has open. */
const folders = new SharedThings<TokenVectors>();

/** Scores hits by recorded vectors of their tokens and of those of the query. All of it is whole numbers. */
export class MaxSimReranker extends LoadedReranker<TokenVectors> implements OwnReranker {
  constructor(named: NamedReranker) {
    super(named, folders);
  }

  protected async open(folder: string): Promise<TokenVectors> {
    return await (await import('../encoder/token-vectors.ts')).TokenVectors.open(folder);
  }

  protected async fingerprintOf(folder: string): Promise<string> {
    return (await import('../encoder/token-vectors.ts')).readTokenFolder(folder).fingerprint;
  }

  /** @throws StillwebError UNSUPPORTED for a query or a passage that was not recorded */
  async rerank(
    { text }: ReadQuery,
    candidates: readonly Candidate[],
    readTexts: ReadTexts,
    checkpoint: () => void,
  ): Promise<readonly number[]> {
    const vectors = await this.thing();
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
}
