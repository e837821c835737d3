import { MASK_TREATMENT } from '../../src/experiment/mask/mask-treatment.ts';
import { TOKEN_BUDGET } from '../../src/experiment/policy/budget-treatment.ts';
import { CHOSEN_HITS, MARKED_HITS, SEARCH_NOTES } from '../../src/experiment/policy/seen-treatment.ts';
import { describeTreatment } from './treatment.ts';

const hiding = (aliases: readonly string[], documents: readonly string[], forbidden: readonly string[] = []) => ({
  entities: [{ aliases, documents, unlockedBy: [] }],
  forbidden,
  sign: '[…]',
});

describeTreatment(MASK_TREATMENT, [
  hiding(['Limpet'], ['limpet']),
  hiding(['hermit crab'], []),
  hiding(['shell'], ['crab/hermit']),
]);
describeTreatment(CHOSEN_HITS, [
  { ranks: [[1], [1]] },
  {
    ranks: [
      [2, 3],
      [2, 3],
    ],
  },
  { ranks: [[], []] },
]);
describeTreatment(MARKED_HITS, [
  { steps: [[[1, 3]], [[1, 3]]], into: 'member' },
  { steps: [[[2, 1]], [[2, 1]]], into: 'text' },
]);
describeTreatment(SEARCH_NOTES, [{ notes: [['one'], ['one']] }]);
describeTreatment(TOKEN_BUDGET, [
  { tokens: 10_000, into: 'member' },
  { tokens: 10_000, into: 'text' },
]);
