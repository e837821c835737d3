import { characterFoldings } from '../analysis/case-folding.ts';

/**
 * The characters beyond ASCII that may stand where a run of ASCII of a folded text is looked for: those of which the whole folding
 * is a part of the text that lies over a part of the run. `ſ` may stand for an `s`, and `ß` for `ss`.
 *
 * @param run a part of `folded`
 */
export function caseVariantsOf(folded: string, run: string): string[] {
  const start = folded.indexOf(run);
  const end = start + run.length;
  const variants: string[] = [];
  for (const [character, folding] of characterFoldings()) {
    if (character < '\x80') continue;
    let at = folded.indexOf(folding);
    while (at >= 0 && at + folding.length <= start) at = folded.indexOf(folding, at + 1);
    if (at >= 0 && at < end) variants.push(character);
  }
  return variants;
}
