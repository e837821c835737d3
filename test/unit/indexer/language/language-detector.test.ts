import { beforeAll, describe, expect, it } from 'vitest';
import { LanguageDetector } from '../../../../indexer/language/language-detector.ts';

let detector: LanguageDetector;
beforeAll(async () => {
  detector = await LanguageDetector.open();
});

const TEXTS: Readonly<Record<string, string>> = {
  en: 'The ferry leaves the harbour every morning before the fog has lifted, and comes back with the tide late at night.',
  de: 'Die Fähre verlässt jeden Morgen den Hafen, bevor der Nebel sich gehoben hat, und kehrt spät in der Nacht zurück.',
  fr: 'Le bac quitte le port chaque matin avant que le brouillard ne se lève, et revient avec la marée tard dans la nuit.',
  es: 'El transbordador sale del puerto todas las mañanas antes de que se levante la niebla y vuelve muy tarde por la noche.',
  ru: 'Паром отходит из гавани каждое утро, прежде чем рассеется туман, и возвращается поздно ночью вместе с приливом.',
  ja: '連絡船は毎朝、霧が晴れる前に港を出て、夜遅くに潮とともに戻ってきます。島の人々はその汽笛で時刻を知ります。',
  el: 'Το πορθμείο φεύγει από το λιμάνι κάθε πρωί πριν διαλυθεί η ομίχλη και επιστρέφει αργά τη νύχτα με την παλίρροια.',
};

describe('the language of a text', () => {
  it.each(Object.entries(TEXTS))('%s is found', (language, text) => {
    expect(detector.detect(text)).toBe(language);
  });

  it.each(['', 'Zürich', 'The ferry leaves.', '1 234 567 890 '.repeat(50), '—'.repeat(200)])(
    'is not guessed of what is too short, or of no words: %j',
    (text) => {
      expect(detector.detect(text)).toBeNull();
    },
  );

  it('is that of most of the text, not that of its beginning', () => {
    const { en, de, fr } = TEXTS;
    expect(detector.detect(`${de} ${de} ${`${en} `.repeat(40)}`)).toBe('en');
    expect(detector.detect(`${`${en} `.repeat(20)}${`${fr} `.repeat(20)}`)).not.toBe('fr');
  });

  it('is none where the text is in several', () => {
    const { en, de, fr, ru } = TEXTS;
    expect(detector.detect([en, de, fr, ru].map((text) => `${text} `.repeat(20)).join(''))).toBeNull();
  });

  it('is none of a language that is not known', () => {
    // Esperanto
    const text =
      'La pramo forlasas la havenon ĉiumatene antaŭ ol la nebulo leviĝas, kaj revenas kun la tajdo malfrue en la nokto.';
    expect(detector.detect(text)).toBeNull();
  });
});
