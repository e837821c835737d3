import { Type } from '@sinclair/typebox';
import { MAX_PERTURBED_RANK } from '../../limits.ts';

export const RankSchema = (description: string) =>
  Type.Integer({ minimum: 1, maximum: MAX_PERTURBED_RANK, description });

/** What is wrong with a stretch of ranks; null for nothing. */
export function findRankFault({ fromRank, toRank }: Readonly<Record<string, unknown>>): string | null {
  const isTurned = typeof toRank === 'number' && toRank < (typeof fromRank === 'number' ? fromRank : 1);
  return isTurned ? 'has a toRank before its fromRank' : null;
}
