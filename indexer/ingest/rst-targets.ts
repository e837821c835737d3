import type { RstTargets } from './rst-inline.ts';

const TARGET = /^\s*\.\. _(?:`([^`]{1,200})`|([^:`]{1,200})): +(\S.*)$/;
/** A place of the page itself. */
const PLACE = /^\s*\.\. _(?:`([^`]{1,200})`|([^:`]{1,200})):$/;
const SUBSTITUTION = /^\s*\.\. \|([^|]{1,200})\| +replace:: +(\S.*)$/;

/** The targets and substitutions that a page defines anywhere: they may be used before. Of equal names the first counts. */
export function findRstTargets(lines: readonly string[]): RstTargets {
  const links = new Map<string, string | null>();
  const substitutions = new Map<string, string>();
  for (const line of lines) {
    if (!line.includes('.. ')) continue;
    const target = TARGET.exec(line);
    if (target !== null) {
      const name = (target[1] ?? target[2]).replace(/\\(.)/g, '$1').toLowerCase();
      // A target that is another one's name leads where that leads.
      const href = target[3].endsWith('_') ? links.get(target[3].slice(0, -1).toLowerCase()) : target[3];
      if (href !== undefined && !links.has(name)) links.set(name, href);
    }
    const place = PLACE.exec(line);
    const placeName = (place?.[1] ?? place?.[2])?.toLowerCase();
    if (placeName !== undefined && !links.has(placeName)) links.set(placeName, null);
    const substitution = SUBSTITUTION.exec(line);
    if (substitution !== null && !substitutions.has(substitution[1]))
      substitutions.set(substitution[1], substitution[2]);
  }
  return { links, substitutions };
}
