import { print, printGrid } from '../../src/cli/output.ts';
import { countPhrasings } from './measure-questions.ts';
import { PHRASINGS } from './phrasings.ts';
import type { Places } from './question-test.ts';

/** How often a title is first, by phrasing, a line each. @param places by mode */
export function printQuestions(titles: number, places: Readonly<Record<string, Places>>): void {
  const modes = Object.keys(places);
  const shares = (counted: Parameters<typeof countPhrasings>[1]) =>
    modes.flatMap((mode) => {
      const { asked, first, found, lead } = countPhrasings(places[mode], counted);
      return [share(first, asked), share(found, asked), share(lead, found)];
    });
  const rows = PHRASINGS.map((phrasing) => [
    phrasing.name,
    phrasing.ask('Example') ?? '',
    ...shares((each) => each === phrasing),
  ]);
  print(
    `${titles} titles; first: the article is the first hit; in ten; lead: of those in ten, its first passage is shown`,
  );
  printGrid(
    ['phrasing', 'such as', ...modes.flatMap((mode) => [`${mode} first`, 'in ten', 'lead'])],
    [...rows, ['all', '', ...shares(() => true)]],
  );
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : (part / whole).toFixed(3);
}
