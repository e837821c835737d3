/** How much is perturbed, from nothing to all, and how that changes over the steps of a session. */
import { type Static, Type } from '@sinclair/typebox';
import { MAX_PERTURBATION_STEPS } from '../../limits.ts';
import { THOUSAND } from './draws.ts';

const Share = Type.Number({ minimum: 0, maximum: 1 });
const Step = Type.Integer({ minimum: 1 });

export const StrengthSchema = Type.Union(
  [
    Share,
    Type.Object(
      {
        points: Type.Array(Type.Object({ step: Step, strength: Share }, { additionalProperties: false }), {
          minItems: 1,
          maxItems: MAX_PERTURBATION_STEPS,
          description: 'steps of a session, ascending, with the strength at each',
        }),
        between: Type.Optional(
          Type.Union([Type.Literal('line'), Type.Literal('hold')], {
            default: 'line',
            description: 'line: it grows or shrinks evenly from point to point; hold: it stays until the next',
          }),
        ),
      },
      { additionalProperties: false },
    ),
  ],
  { description: 'the chance of each thing that may be perturbed; 0 leaves all as it is. To thousandths' },
);
export type Strength = Static<typeof StrengthSchema>;

/** Whether the points of a schedule stand in order. */
export function isOrdered(strength: Strength): boolean {
  if (typeof strength === 'number') return true;
  return strength.points.every(({ step }, i) => i === 0 || strength.points[i - 1].step < step);
}

/**
 * In thousandths. Before the first point it is that of the first, behind the last that of the last.
 *
 * @param step of the session, from 1; null without one, which is as the first
 */
export function strengthAt(strength: Strength, step: number | null): number {
  if (typeof strength === 'number') return thousandths(strength);
  const { points, between = 'line' } = strength;
  const at = step ?? 1;
  const behind = points.findIndex((point) => point.step > at);
  if (behind === 0) return thousandths(points[0].strength);
  const before = points.at(behind < 0 ? -1 : behind - 1) as (typeof points)[number];
  const from = thousandths(before.strength);
  if (behind < 0 || between === 'hold') return from;
  const next = points[behind];
  // Whole numbers below 2^53: exact on any machine.
  const way = (thousandths(next.strength) - from) * (at - before.step);
  return from + Math.trunc(way / (next.step - before.step));
}

export function thousandths(share: number): number {
  return Math.round(share * THOUSAND);
}
