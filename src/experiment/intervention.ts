/**
 * The seam for what an experiment does to the calls of a session. An intervention decides, in the thread of the doors, what is done to a
 * call; what touches the answer itself is a treatment (`src/serving/treatment.ts`), which the thread that searches carries out. So a key
 * names all that shaped an answer, and an answer can be had again from its key alone.
 */
import type { ChosenTreatment } from '../contract/answer-key.ts';
import type { Asked } from '../contract/asked.ts';
import type { SessionDeclaration } from '../contract/session-declaration.ts';
import type { StillwebError } from '../errors.ts';
import type { Declarable } from '../serving/conductor.ts';
import type { ServedIndex } from '../serving/search-backend.ts';
import type { AnswerNotes } from '../serving/written-answer.ts';
import type { Session } from './session-book.ts';

/** A call before it is asked. */
export interface PlannedCall {
  readonly index: ServedIndex;
  readonly asked: Asked;
  /** Null for a caller that names none. */
  readonly session: Session | null;
  /** Of its session, from 1; null without one. */
  readonly step: number | null;
  /** Asked for the sake of another: treated as that one is, and no step. */
  readonly isAside: boolean;
  /** What the request asks to be done to itself; null for nothing. */
  readonly perturb: string | null;
  /** What the caller declares of the session. */
  readonly declared: SessionDeclaration;
  /** Hits that the page which the caller asked for passes over, where the call is one of several that make the page. */
  readonly pageOffset?: number;
  /** Where the request came in; null for a program that asks by itself. */
  readonly door: string | null;
}

/** Asks before the call is, under the treatments that are chosen so far: what the answer would tell of. @throws StillwebError */
export type AskBefore = (asked: Asked) => Promise<AnswerNotes>;

/** What is done to a call; what is absent is left alone. */
export interface Plan {
  /** Asked in the place of what came. */
  readonly asked?: Asked;
  readonly treatments?: readonly ChosenTreatment[];
  /** Behind them those that hang on what the index would answer: chosen when the question is about to be asked. */
  settle?(ask: AskBefore): Promise<readonly ChosenTreatment[]>;
  /** The answer is sent so much later, in milliseconds. */
  readonly waitMs?: number;
  /** The caller gets this in the place of an answer, after `waitMs`. */
  readonly refusal?: StillwebError;
}

/** Ids of documents by ids or addresses; null for what names none. */
export type FindDocuments = (names: readonly string[]) => Promise<readonly (string | null)[]>;

/** An index that is about to be served. */
export interface CheckedIndex {
  readonly name: string;
  readonly find: FindDocuments;
}

export interface Intervention {
  readonly name: string;
  /** It looks at what requests ask to be done to themselves, and does it or refuses it. */
  readonly takesRequests?: true;
  /** What it takes of what callers declare of their sessions. */
  readonly declarable?: readonly Declarable[];
  /**
   * Looks up in an index that will be served what calls of it will need. Called before its first call is planned.
   *
   * @returns what an operator should know, a sentence each
   */
  learn?(index: ServedIndex, find: FindDocuments): Promise<readonly string[]>;
  /**
   * Looks once, before indexes are served, whether what was declared can be carried out on any of them.
   *
   * @throws StillwebError EXPERIMENT_INVALID
   */
  check?(indexes: readonly CheckedIndex[]): Promise<void>;
  /**
   * A function of the call and of the past of its session alone: no clock, no chance, no other session.
   *
   * @throws StillwebError for a call that asks for what cannot be done
   */
  plan(call: PlannedCall): Plan | null;
  /** Told of each answer, after the session has noted it. */
  after?(call: PlannedCall, notes: AnswerNotes): void;
}
