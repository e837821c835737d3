import type { ExpectedOutput } from './page-steps.ts';

/**
 * How what was printed differs from what a page shows, in one sentence, or null. What may differ is written as `…`.
 *
 * - **text**: inside a line it stands for any characters, on a line of its own for any lines, or none. Blanks at the end of a
 *   line do not count.
 * - **json**: both are parsed. In a string it stands for any characters. Of an object the members that are shown are compared, in
 *   any order, and a list that ends in `"…"` may go on.
 */
export function findDifference({ form, text }: ExpectedOutput, printed: string): string | null {
  if (form === 'text') {
    return lineMatcher(text).test(withoutEnds(printed)) ? null : `printed was\n${printed}`;
  }
  const shown = parse(text);
  if (shown === undefined) return 'what is shown is no JSON';
  const found = parse(printed);
  if (found === undefined) return `printed was no JSON:\n${printed}`;
  const place = differingPlace(shown, found, '');
  return place === null ? null : `${place || 'it'} differs: printed was\n${printed}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function withoutEnds(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  while (lines.at(-1) === '') lines.pop();
  return lines.map((line) => `${line}\n`).join('');
}

function lineMatcher(shown: string): RegExp {
  const lines = withoutEnds(shown).split('\n').slice(0, -1);
  return new RegExp(`^${lines.map((line) => (line === '…' ? '(?:.*\\n)*' : `${pattern(line)}\\n`)).join('')}$`);
}

function pattern(text: string): string {
  return text.split('…').map(escapeText).join('.*');
}

function escapeText(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Where the first difference is (`.hits[0].id`), `''` for the whole, or null. */
function differingPlace(shown: unknown, found: unknown, place: string): string | null {
  if (typeof shown === 'string') {
    const isAlike = typeof found === 'string' && new RegExp(`^${pattern(shown)}$`, 's').test(found);
    return isAlike ? null : place;
  }
  if (Array.isArray(shown)) {
    if (!Array.isArray(found)) return place;
    const goesOn = shown.at(-1) === '…';
    const items = goesOn ? shown.slice(0, -1) : shown;
    if (goesOn ? found.length < items.length : found.length !== items.length) return place;
    return first(items.map((item, i) => () => differingPlace(item, found[i], `${place}[${i}]`)));
  }
  if (typeof shown === 'object' && shown !== null) {
    if (typeof found !== 'object' || found === null || Array.isArray(found)) return place;
    const members = found as Readonly<Record<string, unknown>>;
    return first(
      Object.entries(shown).map(
        ([name, value]) =>
          () =>
            Object.hasOwn(members, name)
              ? differingPlace(value, members[name], `${place}.${name}`)
              : `${place}.${name}`,
      ),
    );
  }
  return shown === found ? null : place;
}

function first(compares: readonly (() => string | null)[]): string | null {
  for (const compare of compares) {
    const place = compare();
    if (place !== null) return place;
  }
  return null;
}
