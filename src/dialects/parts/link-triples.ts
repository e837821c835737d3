/** Facts as a graph of knowledge has them, told by links: one document, what its text says of another, and that other. */
import type { AnalyzerName } from '../../analysis/analyzer.ts';
import { createAnalyzer } from '../../analysis/analyzers.ts';
import { Sign, signOf } from '../../analysis/sentence-signs.ts';

export interface Triple {
  readonly subject_phrase: string;
  readonly predicate_phrase: string;
  readonly object_phrase: string;
}

/** A document that was found, and the titles of those that it links to, in the order of its text. */
export interface LinkedText {
  readonly title: string;
  readonly text: string;
  readonly targets: readonly string[];
}

/** Of a link whose target the text does not name. */
const NO_SENTENCE = 'links to';
/** UTF-16 code units of a predicate: as many on each side of the name at the most. */
const MOST_AROUND = 150;

/**
 * Those that share the most terms with the query come first; then the order of the documents, and of their links, holds.
 *
 * @param texts in the order in which they were found
 * @param most 1 …
 * @returns triples, and how many different terms of the query each holds
 */
export function triplesOf(
  query: string,
  texts: readonly LinkedText[],
  analyzerName: AnalyzerName,
  most: number,
): { readonly triple: Triple; readonly shared: number }[] {
  const analyzer = createAnalyzer(analyzerName);
  const wanted = new Set<string>();
  analyzer.analyzeQuery(query, (term) => wanted.add(term));
  const all = texts.flatMap(({ title, text, targets }) => {
    const lower = text.toLowerCase();
    return targets.map((target) => {
      const predicate = sentenceAbout(text, lower, target);
      const held = new Set<string>();
      analyzer.analyze(`${title}\n${predicate}\n${target}`, (term) => {
        if (wanted.has(term)) held.add(term);
      });
      return {
        triple: { subject_phrase: title, predicate_phrase: predicate, object_phrase: target },
        shared: held.size,
      };
    });
  });
  return all.sort((one, other) => other.shared - one.shared).slice(0, most);
}

/** The sentence in which a text first names a thing, whatever its case; with the blanks of one line. @param lower the text in lower case */
function sentenceAbout(text: string, lower: string, name: string): string {
  // Where lower case has another length, places in it are none of the text.
  const at = lower.length === text.length && name !== '' ? lower.indexOf(name.toLowerCase()) : -1;
  if (at === -1) return NO_SENTENCE;
  const end = at + name.length;
  let from = at;
  while (from > Math.max(0, at - MOST_AROUND) && !endsSentence(text, from - 1)) from--;
  let to = end;
  const last = Math.min(text.length, end + MOST_AROUND);
  while (to < last && !endsSentence(text, to)) to++;
  if (to < last && signOf(text.charCodeAt(to)) !== Sign.Line) to++;
  return text.slice(from, to).toWellFormed().replace(/\s+/g, ' ').trim();
}

function endsSentence(text: string, at: number): boolean {
  const sign = signOf(text.charCodeAt(at));
  if (sign === Sign.Line || sign === Sign.Paragraph || sign === Sign.WideTerminator) return true;
  if (sign !== Sign.Terminator) return false;
  const next = at + 1 < text.length ? signOf(text.charCodeAt(at + 1)) : Sign.Line;
  return next === Sign.White || next === Sign.Line || next === Sign.Paragraph;
}
