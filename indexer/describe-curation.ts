import type { Manifest } from '../src/format/manifest.ts';
import { DEFAULT_COPIES, DEFAULT_NEAR_PERCENT, isDropChoice, isNearChoice } from './copies/copy-choice.ts';
import { type CurationSettings, sortedLanguages } from './curation.ts';
import { DETECTOR_NAME } from './language/detector-name.ts';

/** What a manifest says of how a collection was curated; nothing where it was taken as it is. @param dropped copies that were left out */
export function describeCuration(
  settings: CurationSettings,
  dropped: number,
): Pick<Manifest['provenance'], 'dropped' | 'languages' | 'keptLanguages'> {
  const { duplicates = DEFAULT_COPIES, nearPercent = DEFAULT_NEAR_PERCENT, detectLanguage, keepLanguages } = settings;
  const percent = isNearChoice(duplicates) ? { percent: nearPercent } : {};
  return {
    ...(isDropChoice(duplicates) && { dropped: { documents: dropped, ...percent } }),
    ...(detectLanguage === true && { languages: DETECTOR_NAME }),
    ...(keepLanguages !== undefined && { keptLanguages: sortedLanguages(keepLanguages) }),
  };
}
