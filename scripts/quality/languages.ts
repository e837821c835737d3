/**
 * How often the language that is found of a text is the one that it is in. Prints JSON.
 *
 *   node dist/scripts/quality/languages.js FILE... [--out FILE]
 *
 * Each FILE is JSON Lines, plain or in gzip, with `text` and `language`; or a language is given for all of it: `yo=corpus.jsonl`.
 * Languages that the detector does not know are counted apart: of their texts none should be found.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { DETECTOR_NAME } from '../../indexer/language/detector-name.ts';
import { LanguageDetector } from '../../indexer/language/language-detector.ts';

/** As the detector knows them, but for Malay, which Indonesian would be taken for. */
const KNOWN = new Set(
  `am ar az be bg bn ca cs da de el en es et eu fa fi fr gu he hi hr hu hy is it ja ka kn ko ku lo lt lv ml mr nl no or pa pl pt ro ru
sk sl sq sr sv ta te th tl tr uk ur vi yo zh`.split(/\s+/),
);

interface Figures {
  readonly file: string;
  texts: number;
  none: number;
  right: number;
  wrong: number;
  /** Texts in languages that are not known, and those of them of which one was found. */
  unknown: number;
  guessed: number;
  /** `hr for sr`, by how often. */
  readonly mistaken: Record<string, number>;
}

function measure(detector: LanguageDetector, path: string, language: string | undefined): Figures {
  const figures: Figures = {
    file: `${basename(dirname(path))}/${basename(path)}`,
    texts: 0,
    none: 0,
    right: 0,
    wrong: 0,
    unknown: 0,
    guessed: 0,
    mistaken: {},
  };
  const bytes = readFileSync(path);
  const content = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  for (const line of content.toString('utf8').trimEnd().split('\n')) {
    const record = JSON.parse(line) as { readonly text: string; readonly language?: string };
    const told = language ?? record.language?.split('-', 1)[0].toLowerCase();
    if (told === undefined) continue;
    const found = detector.detect(record.text);
    if (!KNOWN.has(told)) {
      figures.unknown++;
      if (found !== null) figures.guessed++;
      continue;
    }
    figures.texts++;
    if (found === null) figures.none++;
    else if (found === told) figures.right++;
    else {
      figures.wrong++;
      const mistake = `${found} for ${told}`;
      figures.mistaken[mistake] = (figures.mistaken[mistake] ?? 0) + 1;
    }
  }
  return figures;
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' } } });
const detector = await LanguageDetector.open();
const sets = positionals.map((name) => {
  const told = /^([a-z]{2,3})=(.+)$/.exec(name);
  return measure(detector, told?.[2] ?? name, told?.[1]);
});
const text = `${JSON.stringify({ detector: DETECTOR_NAME, sets }, null, 1)}\n`;
if (values.out === undefined) process.stdout.write(text);
else writeFileSync(values.out, text);
