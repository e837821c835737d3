/** What every treatment keeps, tried over the documents of the memory backend. */
import { describe, expect, it } from 'vitest';
import { treatedKey } from '../../src/contract/answer-key.ts';
import { canonicalizeFetch } from '../../src/contract/canonical-fetch.ts';
import { canonicalizeSearch } from '../../src/contract/canonical-search.ts';
import { canonicalFetchKey, canonicalRequestKey } from '../../src/contract/request-key.ts';
import { registerTreatment, type Treatment } from '../../src/serving/treatment.ts';
import { parseAnswer, type WrittenAnswer } from '../../src/serving/written-answer.ts';
import { MemoryBackend } from '../support/memory-backend.ts';

/** @param parameters as an intervention chooses them, each of another effect */
export function describeTreatment(treatment: Treatment, parameters: readonly unknown[]): void {
  describe(`the treatment ${treatment.name}`, () => {
    registerTreatment(treatment);
    const ask = async (key: string, chosen: unknown): Promise<WrittenAnswer> => {
      const backend = new MemoryBackend();
      const treated = treatedKey(key, [{ name: treatment.name, parameters: chosen }]);
      return await backend.answer(treated, { deadlineMs: 5000, queries: 1, takesNotes: true });
    };
    const searchKey = (body: object): string =>
      canonicalRequestKey('shore', { ...canonicalizeSearch(body).request, mode: 'bm25' }, 'queries' in body);
    const fetchKey = canonicalFetchKey('shore', canonicalizeFetch({ ids: ['limpet', 'nothing'] }).request, 'fetch');

    it('gives equal bytes to equal keys, whatever was asked between', async () => {
      for (const chosen of parameters) {
        for (const key of [
          searchKey({ query: 'tide rock shell' }),
          searchKey({ queries: ['mer', 'rock'] }),
          fetchKey,
        ]) {
          const first = await ask(key, chosen);
          for (const other of parameters) await ask(searchKey({ query: 'kelp' }), other);
          expect(Buffer.from((await ask(key, chosen)).body)).toEqual(Buffer.from(first.body));
        }
      }
    });

    it('notes the documents that the answer tells of, and no others', async () => {
      for (const chosen of parameters) {
        const { body, notes, hits } = await ask(searchKey({ query: 'tide rock shell' }), chosen);
        const told = parseAnswer({ body }).hits as { id: string; rank: number }[];
        expect(notes?.hits).toEqual([told.map(({ id }) => id)]);
        expect(hits).toBe(told.length);
      }
    });

    it('gives a batch what its queries get one by one', async () => {
      for (const chosen of parameters) {
        const batch = parseAnswer(await ask(searchKey({ queries: ['tide', 'shell'] }), chosen));
        for (const [i, query] of ['tide', 'shell'].entries()) {
          expect(batch.results[i].hits).toEqual(parseAnswer(await ask(searchKey({ query }), chosen)).hits);
        }
      }
    });
  });
}
