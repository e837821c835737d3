/** Did a session find what its mask hid, did it use what it found, and did it say so where it had not? By rule, from its calls and its answer. */
import { containsAnswer } from '../../evaluation/answer-measures.ts';
import { meanOf } from '../../evaluation/mean.ts';
import { AliasFinder } from './alias-finder.ts';
import type { DeclaredMask } from './declared-masks.ts';

/** What a session did, as far as a mask asks. */
export interface MaskedCall {
  /** Of the session, from 1. */
  readonly step: number;
  readonly queries: readonly string[];
  /** Ids of documents that were opened. */
  readonly opened: readonly string[];
}

export interface MaskedSession {
  readonly session: string;
  readonly mask: DeclaredMask;
  /** In the order of their steps. */
  readonly calls: readonly MaskedCall[];
  /** Null where the file of answers has none of the session; undefined where there is no such file. */
  readonly answer?: readonly string[] | null;
  /** Each of them is right; undefined where that is not known. */
  readonly right?: readonly string[];
}

export interface MaskMeasures {
  readonly session: string;
  readonly mask: string;
  readonly steps: number;
  /** Entities that can be unlocked, and those that were: by the step at which a page that unlocks each was first opened. */
  readonly entities: number;
  readonly unlockedAt: readonly (number | null)[];
  /** Share of them that were. */
  readonly visited: number;
  /** All of them were. */
  readonly isSufficient: boolean;
  /** Queries that named an entity which was hidden then. */
  readonly guesses: number;
  /** Without a right answer, none can be told to be right. */
  readonly isRightKnown: boolean;
  readonly outcome: Outcome;
}

/** `unanswered`: there is no answer. `unjudged`: no answer of the session is looked at, or what is right is not known. */
export type Outcome = 'right' | 'wrong' | 'refused' | 'unanswered' | 'unjudged';

/** What an answer says that gives none. English, as the house's other rules are. */
const REFUSAL =
  /\b(?:(?:i|we) (?:do not|don't|don’t|did not|didn't|didn’t|cannot|can't|can’t|could not|couldn't|couldn’t|am not able to|was not able to|am unable to|was unable to) (?:know|find|determine|answer|identify|verify|confirm|establish)|unable to (?:determine|answer|find|identify|verify)|(?:cannot|can't|can’t|could not|couldn't|couldn’t) be (?:determined|answered|found|identified|verified|established)|(?:not enough|insufficient|no sufficient) (?:information|evidence|data)|no (?:answer|information|evidence) (?:was |could be |can be )?found)\b/i;
/** What refuses only as the whole answer: there are things that are called so. */
const BARE_REFUSAL = /^\W*(?:(?:it|the answer) is )?(?:unknown|unanswerable|not known|n\/a)\W*$/i;

/** Whether an answer says that there is none: an empty one does too. */
export function isRefusal(answer: string): boolean {
  return answer.trim() === '' || REFUSAL.test(answer) || BARE_REFUSAL.test(answer);
}

/** @param idOf of a document that a mask names by id or address; null for one that is not there */
export function measureMasked(
  { session, mask, calls, answer, right }: MaskedSession,
  idOf: (document: string) => string | null,
): MaskMeasures {
  const all = (mask.entities ?? []).map(({ name, aliases = [], unlockedBy = [] }) => ({
    finder: new AliasFinder([name, ...aliases]),
    doors: new Set(unlockedBy.flatMap((document) => idOf(document) ?? [])),
    isLocked: unlockedBy.length === 0,
    at: null as number | null,
  }));
  let guesses = 0;
  for (const { step, queries, opened } of calls) {
    for (const query of queries) if (all.some(({ finder, at }) => at === null && finder.isIn(query))) guesses++;
    for (const entity of all) if (entity.at === null && opened.some((id) => entity.doors.has(id))) entity.at = step;
  }
  const entities = all.filter(({ isLocked }) => !isLocked);
  const found = entities.filter(({ at }) => at !== null).length;
  return {
    session,
    mask: mask.mask,
    steps: Math.max(0, ...calls.map(({ step }) => step)),
    entities: entities.length,
    unlockedAt: entities.map(({ at }) => at),
    visited: entities.length === 0 ? 1 : found / entities.length,
    isSufficient: found === entities.length,
    guesses,
    isRightKnown: right !== undefined,
    outcome: outcomeOf(answer, right),
  };
}

/** A right answer beside words of doubt is right. */
function outcomeOf(answer: MaskedSession['answer'], right: MaskedSession['right']): Outcome {
  if (answer === undefined) return 'unjudged';
  if (answer === null) return 'unanswered';
  const text = answer.join('\n');
  if (right !== undefined && containsAnswer(text, right)) return 'right';
  if (isRefusal(text)) return 'refused';
  return right === undefined ? 'unjudged' : 'wrong';
}

export interface MaskSummary {
  readonly sessions: number;
  /** Means over the sessions. */
  readonly visited: number;
  readonly sufficient: number;
  readonly guesses: number;
  /** Of the last step that unlocked, over the sessions that unlocked all; null for none. */
  readonly sufficientAt: number | null;
  /** How many sessions ended so, with all evidence and without. */
  readonly withEvidence: Readonly<Record<Outcome, number>>;
  readonly withoutEvidence: Readonly<Record<Outcome, number>>;
  /** Right answers, of sessions that had all evidence and whose right answers are known; null where none had, or none is judged. */
  readonly used: number | null;
  /** Right answers, of sessions that had not: what was known or guessed. */
  readonly known: number | null;
  /** Of refusals, those without all evidence; of sessions without it, refusals; and the harmonic mean of the two. */
  readonly refusal: { readonly precision: number | null; readonly recall: number | null; readonly f1: number | null };
}

/** @param sessions at least one */
export function summarizeMasked(sessions: readonly MaskMeasures[]): MaskSummary {
  const having = sessions.filter(({ isSufficient }) => isSufficient);
  const lacking = sessions.filter(({ isSufficient }) => !isSufficient);
  const [withEvidence, withoutEvidence] = [having, lacking].map(countOutcomes);
  const refused = withEvidence.refused + withoutEvidence.refused;
  const precision = shareOf(withoutEvidence.refused, refused);
  const recall = shareOf(withoutEvidence.refused, lacking.length - withoutEvidence.unjudged);
  const ends = having
    .filter(({ entities }) => entities > 0)
    .map(({ unlockedAt }) => Math.max(...unlockedAt.map(Number)));
  return {
    sessions: sessions.length,
    visited: meanOf(sessions.map(({ visited }) => visited))!,
    sufficient: having.length / sessions.length,
    guesses: meanOf(sessions.map(({ guesses }) => guesses))!,
    sufficientAt: meanOf(ends),
    withEvidence,
    withoutEvidence,
    used: shareOf(withEvidence.right, judgedOf(having)),
    known: shareOf(withoutEvidence.right, judgedOf(lacking)),
    refusal: { precision, recall, f1: harmonicOf(precision, recall) },
  };
}

/** Of how many an answer is looked at, and what would be right is known. */
function judgedOf(sessions: readonly MaskMeasures[]): number {
  return sessions.filter(({ isRightKnown, outcome }) => isRightKnown && outcome !== 'unjudged').length;
}

function countOutcomes(sessions: readonly MaskMeasures[]): Record<Outcome, number> {
  const counts = { right: 0, wrong: 0, refused: 0, unanswered: 0, unjudged: 0 };
  for (const { outcome } of sessions) counts[outcome]++;
  return counts;
}

function shareOf(part: number, all: number): number | null {
  return all === 0 ? null : part / all;
}

function harmonicOf(precision: number | null, recall: number | null): number | null {
  if (precision === null || recall === null) return null;
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}
