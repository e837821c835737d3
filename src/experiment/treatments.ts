/** The treatments of the house. Importing this registers them in a thread. */
import { registerTreatment, type Treatment } from '../serving/treatment.ts';
import { MASK_TREATMENT } from './mask/mask-treatment.ts';
import { PERTURBATION_KINDS } from './perturb/kinds.ts';
import { TOKEN_BUDGET } from './policy/budget-treatment.ts';
import { CHOSEN_HITS, MARKED_HITS, SEARCH_NOTES } from './policy/seen-treatment.ts';

export const TREATMENTS: readonly Treatment[] = [
  MASK_TREATMENT,
  CHOSEN_HITS,
  MARKED_HITS,
  SEARCH_NOTES,
  TOKEN_BUDGET,
  ...PERTURBATION_KINDS.flatMap(({ treatment }) => treatment ?? []),
];

for (const treatment of TREATMENTS) registerTreatment(treatment);
