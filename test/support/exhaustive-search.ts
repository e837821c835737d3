import { termOfWord } from '../../src/analysis/analyzers.ts';
import { isRequestWord } from '../../src/analysis/request-words.ts';
import type { RankRequest } from '../../src/retrieval/read-search.ts';
import { type MadeCollection, vectorOf } from './made-collection.ts';
import { meets } from './made-fields.ts';

/**
 * A search without a shortcut, as the documents of the project describe it: every posting is added up, every vector
 * compared, every edit of a word tried, every passage sorted. The oracle of the whole pipeline.
 */

/** What any term can add at most. */
const LARGEST = 16_383;
const MOST_NAMED = 100;

export interface ExpectedHit {
  readonly passage: number;
  readonly score: number;
  /** How many others have its text, and the ids of the first of them; absent for none. */
  readonly duplicates?: { readonly count: number; readonly ids: readonly string[] };
}

export interface ExpectedResult {
  readonly hits: readonly ExpectedHit[];
  readonly coverage: number;
  readonly corrections: readonly { readonly from: string; readonly to: string }[];
}

interface Term {
  readonly term: string;
  weight: number;
  /** Whether words of asking alone name it. */
  asks: boolean;
  /** The first other word that names it. */
  word: string | null;
}

interface Scored {
  readonly passage: number;
  readonly score: number;
}

/** @param words of the query: letters alone, in lower case */
export function searchExhaustively(
  collection: MadeCollection,
  words: readonly string[],
  request: RankRequest,
): ExpectedResult {
  const { mode = 'hybrid', unit, requestWords, fuzzy, denseShare, minCoverage, minScore } = request;
  const weighs = requestWords !== false;
  const terms = readTerms(words);
  const asked = lighten(terms, weighs);
  const { scored, kept, corrections } =
    fuzzy === false || mode === 'dense'
      ? { scored: asked, kept: asked, corrections: [] }
      : mend(collection, asked, weighs);
  const isAdmitted = admissionOf(collection, request);
  const lexical = lexicalLeg(collection, scored, isAdmitted, unit);
  const dense = denseLeg(collection, vectorOf(words.join(' ')), isAdmitted, unit);
  const askedBound = boundOf(collection, asked);
  const top = topOf(corrections.length === 0 ? lexical : lexicalLeg(collection, kept, isAdmitted, unit));
  const coverage = askedBound === 0 ? 0 : Math.floor((1000 * top) / askedBound);
  if (minCoverage !== undefined && coverage < minCoverage * 1000 - 0.5) return { hits: [], coverage, corrections };

  let list = mode === 'bm25' ? lexical : dense;
  if (mode === 'hybrid') {
    const share = denseShare ?? shareOf(collection, topOf(lexical), boundOf(collection, scored));
    list = fuseAll(collection, lexical, dense, unit, share);
  }
  if (request.collapse !== false) {
    const seen = new Set<number>();
    list = list.filter((hit) => {
      const first = collection.firsts[unit][itemOf(collection, hit.passage, unit)];
      return !seen.has(first) && seen.add(first);
    });
  }
  const end = minScore === undefined ? -1 : list.findIndex(({ score }) => score < minScore);
  const page = list.slice(0, end < 0 ? list.length : end).slice(request.offset, request.offset + request.k);
  const hits = request.collapse === false ? page : nameOthers(collection, page, unit, isAdmitted);
  return { hits, coverage, corrections };
}

function readTerms(words: readonly string[]): Term[] {
  const terms = new Map<string, Term>();
  let isBehindAsking = true;
  for (const word of words) {
    const asks: boolean = isRequestWord(word) || (word === 'i' && isBehindAsking);
    isBehindAsking = asks;
    const term = termOfWord('english', word);
    if (term === '') continue;
    const known = terms.get(term) ?? { term, weight: 0, asks: true, word: null };
    known.weight++;
    known.asks &&= asks;
    if (!asks) known.word ??= word;
    terms.set(term, known);
  }
  return [...terms.values()];
}

/** Words that ask count less beside others, and only there. */
function lighten(terms: readonly Term[], weighs: boolean): Term[] {
  const isNothingElse = terms.every(({ asks }) => asks);
  return terms.map((each) => ({ ...each, asks: each.asks && weighs && !isNothingElse }));
}

function mend(collection: MadeCollection, asked: readonly Term[], weighs: boolean) {
  const corrections: { from: string; to: string }[] = [];
  const kept: Term[] = [];
  const scored = new Map<string, Term>();
  for (const each of asked) {
    const mended = each.word === null ? null : nearest(collection, each.term, each.word);
    if (mended === null) kept.push(each);
    else corrections.push({ from: each.word as string, to: mended.words.length === 1 ? mended.words[0] : mended.term });
    const asks: boolean = mended === null ? each.asks : weighs && mended.words.some(isRequestWord);
    const term = mended?.term ?? each.term;
    const known = scored.get(term);
    if (known === undefined) scored.set(term, { term, weight: each.weight, asks, word: null });
    else {
      known.weight += each.weight;
      known.asks &&= asks;
    }
  }
  return { scored: corrections.length === 0 ? asked : lighten([...scored.values()], weighs), kept, corrections };
}

/** What a word stands for that the collection does not hold; null where it stands for itself. */
function nearest({ postings }: MadeCollection, term: string, word: string) {
  if (postings.has(term) || word.length < 5) return null;
  const frequencyOf = (each: string) => postings.get(each)?.size ?? 0;
  const isBetter = (one: string, other: string) =>
    frequencyOf(one) > frequencyOf(other) || (frequencyOf(one) === frequencyOf(other) && one < other);
  const best = (terms: Iterable<string>): string | null => {
    let found: string | null = null;
    for (const each of terms) {
      if (each === term || frequencyOf(each) < 2) continue;
      if (found === null || isBetter(each, found)) found = each;
    }
    return found;
  };
  const edits = editsOf(word);
  const ofWord = best(Array.from(edits, (edited) => termOfWord('english', edited)));
  if (ofWord !== null) {
    const words = [...edits].filter((edited) => termOfWord('english', edited) === ofWord);
    return { term: ofWord, words };
  }
  const ofStem = best([...edits, ...editsOf(term)]);
  return ofStem === null ? null : { term: ofStem, words: [] };
}

/** A letter left out, put in, or replaced, or two neighbours swapped. */
function editsOf(word: string): Set<string> {
  const edits = new Set<string>();
  for (let at = 0; at <= word.length; at++) {
    const [before, behind] = [word.slice(0, at), word.slice(at)];
    if (behind !== '') edits.add(before + behind.slice(1));
    if (behind.length > 1) edits.add(before + behind[1] + behind[0] + behind.slice(2));
    for (const letter of 'abcdefghijklmnopqrstuvwxyz') {
      edits.add(before + letter + behind);
      if (behind !== '') edits.add(before + letter + behind.slice(1));
    }
  }
  return edits;
}

function admissionOf({ documents, fields }: MadeCollection, { filter }: RankRequest): (passage: number) => boolean {
  const only = filter?.ids === undefined ? null : new Set(filter.ids);
  const not = new Set(filter?.excludeIds ?? []);
  const where = filter?.where;
  return (passage) => {
    if (where !== undefined && !meets(fields[documents[passage]].fields, where)) return false;
    const id = `d${documents[passage]}`;
    return (only === null || only.has(id)) && !not.has(id);
  };
}

function itemOf({ documents }: MadeCollection, passage: number, unit: RankRequest['unit']): number {
  return unit === 'document' ? documents[passage] : passage;
}

/** The largest first; of equal ones the first passage. Of a document its best passage. */
function inOrder(collection: MadeCollection, scores: Iterable<Scored>, unit: RankRequest['unit']): Scored[] {
  const sorted = [...scores].sort((a, b) => b.score - a.score || a.passage - b.passage);
  const seen = new Set<number>();
  return sorted.filter(({ passage }) => {
    const item = itemOf(collection, passage, unit);
    return !seen.has(item) && seen.add(item);
  });
}

function lexicalLeg(
  collection: MadeCollection,
  terms: readonly Term[],
  isAdmitted: (passage: number) => boolean,
  unit: RankRequest['unit'],
): Scored[] {
  const sums = new Map<number, number>();
  for (const { term, weight, asks } of terms) {
    for (const [passage, impact] of collection.postings.get(term) ?? []) {
      const added = (asks ? Math.floor(impact / 8) : impact) * weight;
      sums.set(passage, (sums.get(passage) ?? 0) + added);
    }
  }
  const scored = Array.from(sums, ([passage, score]) => ({ passage, score }));
  return inOrder(
    collection,
    scored.filter(({ passage, score }) => score > 0 && isAdmitted(passage)),
    unit,
  );
}

function denseLeg(
  collection: MadeCollection,
  vector: Int8Array,
  isAdmitted: (passage: number) => boolean,
  unit: RankRequest['unit'],
): Scored[] {
  const { passages, vectors, dimensions } = collection;
  if (vector.every((value) => value === 0)) return [];
  const scored: Scored[] = [];
  for (let passage = 0; passage < passages; passage++) {
    if (!isAdmitted(passage)) continue;
    let score = 0;
    for (let i = 0; i < dimensions; i++) score += vector[i] * vectors[passage * dimensions + i];
    scored.push({ passage, score });
  }
  return inOrder(collection, scored, unit);
}

/** What all terms together could add. */
function boundOf({ postings }: MadeCollection, terms: readonly Term[]): number {
  return terms.reduce((sum, { term, weight, asks }) => {
    let largest = 0;
    for (const impact of postings.get(term)?.values() ?? []) largest = Math.max(largest, impact);
    if (largest === 0) largest = LARGEST;
    return sum + (asks ? Math.floor(largest / 8) : largest) * weight;
  }, 0);
}

function topOf(list: readonly Scored[]): number {
  return list.length === 0 ? 0 : list[0].score;
}

function shareOf({ fusion }: MadeCollection, top: number, bound: number): number {
  const { denseWeight, uncoveredWeight = 0 } = fusion;
  return bound === 0 ? denseWeight : denseWeight + Math.floor((uncoveredWeight * (bound - top)) / bound);
}

function fuseAll(
  collection: MadeCollection,
  lexical: readonly Scored[],
  dense: readonly Scored[],
  unit: RankRequest['unit'],
  share: number,
): Scored[] {
  const { method, depth } = collection.fusion;
  const fused = new Map<number, { lexical: number; dense: number; lexicalPassage?: number; densePassage?: number }>();
  for (const [leg, list, percent] of [
    ['lexical', lexical.slice(0, depth), 100 - share],
    ['dense', dense.slice(0, depth), share],
  ] as const) {
    const head = list.slice(0, 100).map(({ score }) => score);
    const [high, low] = [Math.max(...head), Math.min(...head)];
    for (const [i, { passage, score }] of list.entries()) {
      let part = 0;
      if (method === 'rrf') part = Math.floor(2 ** 40 / (60 + i + 1));
      else if (high === low) part = score < low ? 0 : 2 ** 24;
      else if (i < 100) part = Math.floor(((score - low) * 2 ** 24) / (high - low));
      const item = itemOf(collection, passage, unit);
      const known = fused.get(item) ?? { lexical: 0, dense: 0 };
      fused.set(item, { ...known, [leg]: part * percent, [`${leg}Passage`]: passage });
    }
  }
  return Array.from(fused, ([item, parts]) => {
    const isOfWords =
      parts.densePassage === undefined || (parts.lexicalPassage !== undefined && parts.lexical >= parts.dense);
    const passage = (isOfWords ? parts.lexicalPassage : parts.densePassage) as number;
    return { item, passage, score: parts.lexical + parts.dense };
  })
    .sort((a, b) => b.score - a.score || a.item - b.item)
    .map(({ passage, score }) => ({ passage, score }));
}

/** Says of each hit what else has its text and is admitted. */
function nameOthers(
  { documents, firsts }: MadeCollection,
  hits: readonly Scored[],
  unit: RankRequest['unit'],
  isAdmitted: (passage: number) => boolean,
): ExpectedHit[] {
  const admitted = new Set<number>();
  const firstPassages = new Map<number, number>();
  for (const [passage, document] of documents.entries()) {
    if (!firstPassages.has(document)) firstPassages.set(document, passage);
    if (isAdmitted(passage)) admitted.add(unit === 'document' ? document : passage);
  }
  const sharing = new Map<number, number[]>();
  for (const item of admitted) {
    const first = firsts[unit][item];
    sharing.set(first, [...(sharing.get(first) ?? []), item]);
  }
  const idOf = (item: number): string =>
    unit === 'document' ? `d${item}` : `d${documents[item]}#${item - (firstPassages.get(documents[item]) as number)}`;
  return hits.map((hit) => {
    const self = unit === 'document' ? documents[hit.passage] : hit.passage;
    const others = (sharing.get(firsts[unit][self]) ?? []).filter((item) => item !== self);
    if (others.length === 0) return hit;
    return { ...hit, duplicates: { count: others.length, ids: others.slice(0, MOST_NAMED).map(idOf) } };
  });
}
