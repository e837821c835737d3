import type { Searcher } from '../../src/retrieval/searcher.ts';
import { PHRASING_KINDS, PHRASINGS, type PhrasingKind } from './phrasings.ts';
import { askForTitles, type Places, QUESTION_MODES, type TitledDocument } from './question-test.ts';
import type { AskedTitles, KindCount, QuestionMeasurement } from './stored.ts';

/** Asks for titles in every mode that the index has. @param onProgress questions asked so far, and in all */
export async function measureQuestions(
  searcher: Searcher,
  titles: readonly TitledDocument[],
  onProgress?: (done: number, total: number) => void,
): Promise<{ readonly measurement: QuestionMeasurement; readonly places: Readonly<Record<string, Places>> }> {
  const { ranking, id } = searcher.view.index.manifest;
  const modes = QUESTION_MODES.filter((mode) => searcher.modes.includes(mode));
  const places: Record<string, Places> = {};
  for (const [i, mode] of modes.entries()) {
    const report = (done: number) => onProgress?.(i * titles.length + done, modes.length * titles.length);
    places[mode] = await askForTitles(searcher, titles, mode, report);
  }
  const counted = Object.entries(places).map(([mode, each]) => [mode, countPlaces(each)] as const);
  return { measurement: { ranking, id, modes: Object.fromEntries(counted) }, places };
}

export function countPlaces(places: Places): AskedTitles {
  const kinds = PHRASING_KINDS.map(
    (kind) => [kind, countPhrasings(places, (phrasing) => phrasing.kind === kind)] as const,
  );
  return {
    asked: places.map((row) => row.filter((place) => place !== null).length),
    first: places.map((row) => row.filter((place) => place?.rank === 1).length),
    kinds: Object.fromEntries(kinds) as Record<PhrasingKind, KindCount>,
  };
}

/** @param isCounted which phrasings are */
export function countPhrasings(
  places: Places,
  isCounted: (phrasing: (typeof PHRASINGS)[number]) => boolean,
): KindCount {
  const asked = places.flatMap((row) => row.filter((place, i) => place !== null && isCounted(PHRASINGS[i])));
  return {
    asked: asked.length,
    first: asked.filter((place) => place?.rank === 1).length,
    found: asked.filter((place) => place !== null && place.rank > 0).length,
    lead: asked.filter((place) => place?.isLead).length,
  };
}
