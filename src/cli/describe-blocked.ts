import { BLOCK_RULES, type BlockRule } from '../contract/block-list.ts';
import { type Manifest, NONE_BLOCKED } from '../format/manifest.ts';

/** Which list kept what out; nothing where there is none. */
export function describeBlocked({
  blockList,
  provenance,
}: Pick<Manifest, 'blockList' | 'provenance'>): [string, string][] {
  if (blockList === undefined) return [];
  const byRule = (counts: Readonly<Record<BlockRule, number>>) =>
    BLOCK_RULES.map((rule) => `${counts[rule]} ${rule}`).join(', ');
  return [
    ['block list', `${blockList.sha256.slice(0, 16)}: ${byRule(blockList)}`],
    ['kept out', `documents by rule: ${byRule(provenance.blocked ?? NONE_BLOCKED)}`],
  ];
}
