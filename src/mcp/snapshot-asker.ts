import type { JointSearchResult } from '../contract/answer-bodies.ts';
import type { ShapeChoice } from '../contract/answer-key.ts';
import type { Asked } from '../contract/asked.ts';
import { canonicalizeFetch } from '../contract/canonical-fetch.ts';
import { canonicalizeGrep } from '../contract/canonical-grep.ts';
import { canonicalizeSearch } from '../contract/canonical-search.ts';
import type { FetchBody } from '../contract/fetch-body.ts';
import type { GrepPage } from '../contract/grep.ts';
import type { GrepBody } from '../contract/grep-body.ts';
import type { IndexReference } from '../contract/index-reference.ts';
import { canonicalizeJointSearch, type JointSearchBody } from '../contract/joint-search.ts';
import type { DocumentLinks, FetchedDocument, FetchRequest, QueryResult } from '../contract/search.ts';
import type { SearchBody } from '../contract/search-body.ts';
import type { SessionDeclaration } from '../contract/session-declaration.ts';
import { readSession } from '../contract/session-name.ts';
import type { Ticket } from '../serving/admission.ts';
import type { CallRecord } from '../serving/call-record.ts';
import { type NumberedDocument, numberedShape } from '../serving/numbered-shape.ts';
import type { ServedIndex } from '../serving/search-backend.ts';
import type { SearchService } from '../serving/search-service.ts';
import { parseAnswer } from '../serving/written-answer.ts';

/** What each search of a door is ranked by, where whoever started it chose that. */
export type DoorRanking = Pick<SearchBody, 'rerank' | 'rerankDepth'>;

/**
 * What a tool may ask: the questions of the native API, as many as it needs, of one snapshot of the indexes. So no swap comes
 * between a search and the reading of what it found.
 */
export class SnapshotAsker {
  /** What is asked where a question names no index. */
  readonly index: ServedIndex;
  readonly #service: SearchService;
  readonly #ticket: Ticket;
  readonly #record: CallRecord;
  readonly #ranking: DoorRanking;
  /** A question of the caller's own was. */
  #isAnswered = false;

  /**
   * @param ticket whose owner ends it when the answer is out
   * @param chosen the index that the caller's address names; undefined for the first
   * @param ranking of all searches; no tool says one of its own
   * @throws INDEX_NOT_FOUND, INDEX_ID_MISMATCH
   */
  constructor(
    service: SearchService,
    ticket: Ticket,
    record: CallRecord,
    chosen?: IndexReference,
    ranking: DoorRanking = {},
  ) {
    this.#service = service;
    this.#ticket = ticket;
    this.#record = record;
    this.#ranking = ranking;
    this.index = ticket.snapshot.find(chosen);
  }

  /** What the caller calls the session that this is part of. @throws INVALID_REQUEST for a name that is too long */
  set session(name: string) {
    this.#record.session = readSession(name).session ?? null;
  }

  /** What the caller declares of that session; it stands in the place of what headers say. */
  set declared(declared: SessionDeclaration) {
    this.#record.declared = declared;
  }

  /** Tells an experiment that the request is refused, where no question of it was answered. @throws StillwebError when it may not be told */
  async refuse(error: unknown): Promise<void> {
    if (!this.#isAnswered) await this.#service.conductor?.refuse(this.#record, error);
  }

  /** What the answers so far say beside what they tell. */
  get remarks(): readonly string[] {
    return this.#record.remarks ?? [];
  }

  /** All that are served, the first one first. */
  get indexes(): readonly ServedIndex[] {
    return this.#ticket.snapshot.backend.indexes;
  }

  /** @throws INDEX_NOT_FOUND, INDEX_ID_MISMATCH */
  find(reference: IndexReference): ServedIndex {
    return this.#ticket.snapshot.find(reference);
  }

  /** @throws INVALID_REQUEST, QUERY_TOO_LONG, MODE_UNAVAILABLE, and what searching throws */
  async search(fields: Omit<SearchBody, 'index' | 'queries'>, index: ServedIndex = this.index): Promise<QueryResult> {
    const { request, isBatch, session, context } = canonicalizeSearch({ ...this.#ranking, ...fields });
    return await this.#ask({ kind: 'search', request, isBatch, session, context, index: referenceTo(index) });
  }

  /**
   * One search of several indexes, fused into one list.
   *
   * @param names of the indexes, in the order in which hits of one rank stand
   * @throws as `search`, and INDEX_NOT_FOUND, INDEX_ID_MISMATCH
   */
  async searchJoint(
    fields: Omit<JointSearchBody, 'index' | 'queries' | 'join'>,
    names: readonly string[],
  ): Promise<JointSearchResult> {
    const joint = canonicalizeJointSearch({ ...this.#ranking, ...fields, index: [...names] });
    const answer = await this.#service.answerJointWithin(this.#ticket, joint, this.#record);
    this.#isAnswered = true;
    return parseAnswer(answer);
  }

  /** @param isAside for the sake of another question: the caller is not shown what is read @throws INVALID_REQUEST, and what reading throws */
  async fetch(
    fields: Omit<FetchBody, 'index'>,
    index: ServedIndex = this.index,
    isAside = false,
  ): Promise<readonly FetchedDocument[]> {
    const { request } = canonicalizeFetch(fields);
    const asked: Asked = { kind: 'fetch', request, index: referenceTo(index) };
    return (await this.#ask<{ documents: readonly FetchedDocument[] }>(asked, null, isAside)).documents;
  }

  /** @throws DOCUMENT_NOT_FOUND, and what reading throws */
  async links(id: string, index: ServedIndex = this.index): Promise<DocumentLinks> {
    return await this.#ask({ kind: 'links', id, index: referenceTo(index) });
  }

  /** @throws INVALID_REQUEST, CURSOR_INVALID, and what reading throws */
  async grep(fields: Omit<GrepBody, 'index'>, index: ServedIndex = this.index): Promise<GrepPage> {
    const { request } = canonicalizeGrep(fields);
    return await this.#ask({ kind: 'grep', request, index: referenceTo(index) });
  }

  /**
   * Headings and numbers of documents, which are named by their ids or by their numbers.
   *
   * @throws what reading throws
   */
  async number(
    keys: Pick<FetchRequest, 'ids' | 'numbers'>,
    index: ServedIndex = this.index,
  ): Promise<readonly NumberedDocument[]> {
    if ((keys.ids ?? keys.numbers ?? []).length === 0) return [];
    const request = { ...keys, offset: 0, maxChars: 1 };
    return await this.#ask({ kind: 'fetch', request, index: referenceTo(index) }, { name: numberedShape.name }, true);
  }

  async #ask<Answer>(asked: Asked, shape: ShapeChoice | null = null, isAside = false): Promise<Answer> {
    const answer = await this.#service.answerWithin(this.#ticket, asked, this.#record, shape, isAside);
    if (!isAside) this.#isAnswered = true;
    return parseAnswer(answer);
  }
}

function referenceTo({ name, id }: ServedIndex): IndexReference {
  return { name, id };
}
