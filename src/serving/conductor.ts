/** The seam between the search service and an experiment: who records calls, and decides what is done to them. */
import type { ChosenTreatment, ShapeChoice } from '../contract/answer-key.ts';
import type { Asked } from '../contract/asked.ts';
import type { SessionDeclaration } from '../contract/session-declaration.ts';
import type { CallRecord } from './call-record.ts';
import type { ServedIndex } from './search-backend.ts';
import type { WrittenAnswer } from './written-answer.ts';

/** One question before it is asked. */
export interface ComingCall {
  readonly index: ServedIndex;
  readonly asked: Asked;
  readonly shape: ShapeChoice | null;
  /** Of the request that the question belongs to: one request may ask several. */
  readonly record: CallRecord;
  /** It is asked for the sake of another one, such as for the titles of what that one found: treated, and no step of a session. */
  readonly isAside: boolean;
  /** Of a search of several indexes, which is a call for each. */
  readonly joint?: JointPlace;
}

export interface JointPlace {
  /** Of the index among those of the search, from 0. */
  readonly place: number;
  /** Hits that the page which the caller asked for passes over: of a fused search those of the fused list. */
  readonly offset: number;
}

/** What a fused answer shows of one of its indexes, in the order of its ranks. */
export interface ShownHits {
  /** Ids, of each query. */
  readonly hits: readonly (readonly string[])[];
  /** Their ranks in the fused list, from 1. */
  readonly ranks: readonly (readonly number[])[];
}

/** What a caller can declare of its session. */
export type Declarable = keyof SessionDeclaration;

export interface Conductor {
  /** What it takes of what callers declare; the rest is refused before it is asked. */
  readonly declarable: ReadonlySet<Declarable>;
  /** The file that calls are recorded in, for people to look at; null for none, and where something is done to calls: a session is not to see what is kept from it. */
  readonly shownTrace?: string | null;
  /** Decides, at once, what is done to a call. @throws StillwebError to refuse it */
  open(call: ComingCall): ConductedCall;
  /**
   * A request that came to no question, or whose question was refused elsewhere, is about to be told so.
   *
   * @returns when it may be told
   * @throws StillwebError when it may not
   */
  refuse(record: CallRecord, error: unknown): Promise<void>;
  /** What is served from now on. */
  serve(indexes: readonly ServedIndex[]): void;
  /** Settles when all that was recorded is kept. */
  close(): Promise<void>;
}

export type KnownOfAnswer = Pick<WrittenAnswer, 'notes' | 'digest'>;

export type CallOutcome = { readonly answer: WrittenAnswer; readonly shown?: ShownHits } | { readonly error: unknown };

/** Asks the index of the call, under these treatments. @throws StillwebError */
export type AskUnder = (asked: Asked, treatments: readonly ChosenTreatment[]) => Promise<WrittenAnswer>;

export interface ConductedCall {
  /** What is asked in the place of what came. */
  readonly asked: Asked;
  readonly treatments: readonly ChosenTreatment[];
  /** Chooses treatments that hang on what the index would answer: all of them in the place of `treatments`. @throws StillwebError */
  settle?(ask: AskUnder): Promise<readonly ChosenTreatment[]>;
  /** Waited for before the question is asked. It may refuse. @throws StillwebError */
  begin?(): Promise<void>;
  /** What is known already of the answer to a key: it need not be asked for. Undefined for nothing. */
  known(key: string): KnownOfAnswer | undefined;
  /**
   * Told how the call ended, before anybody else is.
   *
   * @param key with the id of the index all that determines the answer
   * @param outcome `shown`: where the caller is shown less than the answer
   * @returns when the answer may be sent
   * @throws StillwebError when it may not
   */
  end(key: string, outcome: CallOutcome): Promise<void>;
}
