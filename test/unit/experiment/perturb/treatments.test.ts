import { expect, it } from 'vitest';
import { PERTURBATION_KINDS } from '../../../../src/experiment/perturb/kinds.ts';
import { TREATMENTS } from '../../../../src/experiment/treatments.ts';
import { describeTreatment } from '../../../contract/treatment.ts';

const whole = { seed: '0123456789abcdef', strength: 1000 };
const half = { seed: 'fedcba9876543210', strength: 500, probability: 700 };

/** What each kind is told, twice, so that both have an effect on documents of the tide. */
const TOLD: Readonly<Record<string, readonly [object, object]>> = {
  'query-spelling': [{}, { slips: ['swap', 'double'], leastLetters: 2 }],
  'query-drop': [{}, {}],
  'query-swap': [{}, {}],
  'query-paraphrase': [
    { phrases: [{ from: 'tide', to: ['sea', 'mer'] }] },
    { phrases: [{ from: 'tide rock', to: ['kelp'] }] },
  ],
  'result-drop': [{}, { fromRank: 1, toRank: 3 }],
  'result-shuffle': [{ window: 3 }, { window: 2 }],
  'result-inject': [{ documents: ['anémone 100%'] }, { documents: ['limpet', 'nothing', 'barnacle'], rank: 2 }],
  'result-mine': [
    { fromRank: 2, toRank: 4 },
    { fromRank: 3, toRank: 9, count: 2, rank: 2 },
  ],
  'result-poison': [{}, { toRank: 3, place: 'above', entities: [{ from: 'rock', to: 'sandy beach' }] }],
  'result-truncate': [{ keep: 1 }, { keep: 0 }],
  'document-entities': [
    { entities: [{ from: 'hermit crab', to: 'Lodger' }] },
    {
      entities: [
        { from: 'rock', to: 'shell' },
        { from: 'shell', to: 'big rock' },
      ],
    },
  ],
};

for (const treatment of TREATMENTS) {
  const told = TOLD[treatment.name];
  if (told === undefined) continue;
  describeTreatment(treatment, [
    { ...whole, ...told[0] },
    { ...half, ...told[1] },
  ]);
}

it('tries the treatment of each kind that has one', () => {
  const named = PERTURBATION_KINDS.flatMap(({ treatment }) => treatment?.name ?? []);
  expect(Object.keys(TOLD)).toEqual(named);
  expect(named.every((name) => TREATMENTS.some((treatment) => treatment.name === name))).toBe(true);
});

it('gives a kind and its treatment one name', () => {
  for (const { name, treatment } of PERTURBATION_KINDS) expect(treatment?.name ?? name).toBe(name);
});
