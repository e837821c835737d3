/** The last hits, the worst first: what a treatment may do to a search, in one file. */
import { changeSource } from '../../src/experiment/changed-source.ts';
import { type AnswerSource, foundHits } from '../../src/serving/answer-source.ts';
import { registerTreatment, type Treatment } from '../../src/serving/treatment.ts';

export const TOY_TREATMENT: Treatment = {
  name: 'toy-upside-down',
  /** @param parameters how many hits are left */
  treat: (source: AnswerSource, parameters): AnswerSource =>
    changeSource(source, {
      search: async (request, checkpoint) =>
        (await source.search(request, checkpoint)).map((found) => ({
          ...found,
          ...foundHits({ ...found, hits: [...found.hits()].reverse().slice(0, parameters as number) }),
        })),
    }),
};

registerTreatment(TOY_TREATMENT);
