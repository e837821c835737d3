/** The search service: what every door asks, over HTTP or not. No request of a door reaches an index but through it. */
import { type ShapeChoice, shapedKey, treatedKey } from '../contract/answer-key.ts';
import type { Asked } from '../contract/asked.ts';
import type { JointSearch } from '../contract/joint-search.ts';
import type { LoadProgress } from '../contract/service-response.ts';
import { DECLARATION_HEADERS } from '../contract/session-declaration.ts';
import { StillwebError } from '../errors.ts';
import { MAX_WAIT_MS, SEARCH_DEADLINE_MS } from '../limits.ts';
import { Admission, type AdmissionOptions, type Ticket } from './admission.ts';
import { askConducted, type OpenedCall } from './ask-conducted.ts';
import { requestKey } from './asked-key.ts';
import { type CallRecord, newCallRecord } from './call-record.ts';
import type { ComingCall, Conductor, Declarable } from './conductor.ts';
import { HeldEnds, nameIndex } from './held-ends.ts';
import { joinAnswers, listAnswers } from './joined-answers.ts';
import type { CallOptions, SearchBackend, ServedIndex } from './search-backend.ts';
import { Snapshot } from './snapshot.ts';
import { StorageHealth } from './storage-health.ts';
import { parseAnswer, type WrittenAnswer } from './written-answer.ts';

/** A request whose index is found and whose answer is determined, though not known. */
export interface PreparedCall {
  readonly index: ServedIndex;
  /** With the id of the index all that shapes the answer: equal keys have equal bodies. Of a conducted call it is known when it has run. */
  readonly key: string;
  /** An experiment is told of the answer, so that it is asked for even where the caller holds it already. */
  readonly isConducted: boolean;
  /** Asks for the answer, once. Ends the ticket. */
  run(): Promise<WrittenAnswer>;
}

export class SearchService {
  readonly admission: Admission;
  /** Records and treats all that is asked; null where nothing is to be. */
  readonly conductor: Conductor | null;
  readonly storage = new StorageHealth();
  /** Workers replaced in snapshots that are no longer served. */
  earlierRestarts = 0;
  #snapshot: Snapshot | null = null;
  /** Settles when the snapshots that were retired are closed. */
  #retired: Promise<unknown> = Promise.resolve();
  #progress: readonly LoadProgress[] = [];

  constructor(options: Partial<AdmissionOptions> & { readonly conductor?: Conductor | null } = {}) {
    this.conductor = options.conductor ?? null;
    this.admission = new Admission({ maxWaitMs: MAX_WAIT_MS, deadlineMs: SEARCH_DEADLINE_MS, ...options });
  }

  /** What is in service; null until the first swap. */
  get snapshot(): Snapshot | null {
    return this.#snapshot;
  }

  /** @throws NOT_READY until the first snapshot is in service */
  requireSnapshot(): Snapshot {
    if (this.#snapshot !== null) return this.#snapshot;
    throw new StillwebError('NOT_READY', 'the indexes are being opened');
  }

  /**
   * New requests use the new backend at once; the old one is closed after its last request has ended.
   * Settles when the old one has been closed.
   */
  swap(backend: SearchBackend | null): Promise<void> {
    const old = this.#snapshot;
    this.#snapshot = backend === null ? null : new Snapshot(backend);
    if (backend !== null) this.conductor?.serve(backend.indexes);
    this.#progress = [];
    this.earlierRestarts += old?.backend.workerRestarts ?? 0;
    const retired = old?.retire() ?? Promise.resolve();
    // What fails to close is told to whoever retired it.
    this.#retired = Promise.allSettled([this.#retired, retired]);
    return retired;
  }

  /** No request is let in any more. Settles when the last one has ended and all is closed; a second call joins the first. */
  async close(): Promise<void> {
    await this.swap(null);
    await this.#retired;
    await this.conductor?.close();
  }

  reportLoad(progress: readonly LoadProgress[]): void {
    this.#progress = progress;
  }

  /** How far the indexes are loaded. */
  get load(): LoadProgress[] {
    if (this.#progress.length > 0) return [...this.#progress];
    return this.#snapshot?.backend.indexes.map(loaded) ?? [];
  }

  /**
   * Lets a request in: its ticket keeps the snapshot until it ends.
   *
   * @param bodyBytes of a body that is still to come
   * @throws NOT_READY, OVERLOADED
   */
  enter(bodyBytes = 0): Ticket {
    return this.admission.enter(this.requireSnapshot(), bodyBytes);
  }

  /** Whether there is a queue so long that the next search may be refused: cheap to ask. */
  get isFull(): boolean {
    return this.#snapshot !== null && this.admission.isLate(this.#snapshot);
  }

  /** Why a search that came now would not be let in, counted as a refusal; null when it would be. */
  refusal(): StillwebError | null {
    try {
      this.admission.check(this.requireSnapshot());
      return null;
    } catch (error) {
      if (error instanceof StillwebError) return error;
      throw error;
    }
  }

  /**
   * Finds the index, and fills in what belongs to it.
   *
   * @param record where is noted what was asked and answered
   * @param shape of the body; null for the native one
   * @throws INDEX_NOT_FOUND, INDEX_ID_MISMATCH, MODE_UNAVAILABLE
   */
  prepare(ticket: Ticket, asked: Asked, record: CallRecord, shape: ShapeChoice | null = null): PreparedCall {
    const index = ticket.snapshot.find(asked.index);
    record.index = index;
    record.asked = asked;
    const call = this.#open({ index, asked, shape, record, isAside: false });
    return {
      index,
      get key() {
        return call.key;
      },
      isConducted: call.conducted !== null,
      run: () => this.#run(ticket, [call], record, onlyAnswer),
    };
  }

  /**
   * Several requests of one index under one ticket, from one snapshot. The body is theirs in order, with commas between.
   *
   * @param parts at least one
   * @param around what stands before the first body and behind the last
   * @throws as `prepare`
   */
  prepareList(
    ticket: Ticket,
    parts: readonly { readonly asked: Asked; readonly shape: ShapeChoice | null }[],
    record: CallRecord,
    around: readonly [before: string, behind: string] = ['[', ']'],
  ): PreparedCall {
    const [{ asked: first }] = parts;
    const index = ticket.snapshot.find(first.index);
    record.index = index;
    record.asked = first;
    const calls = parts.map(({ asked, shape }) =>
      this.#open({ index: ticket.snapshot.find(asked.index), asked, shape, record, isAside: false }),
    );
    // No key holds an empty line.
    return {
      index,
      get key() {
        return [...calls.map((call) => call.key), JSON.stringify(around)].join('\n\n');
      },
      isConducted: this.conductor !== null,
      run: () => this.#run(ticket, calls, record, (answers) => listAnswers(answers, around)),
    };
  }

  /**
   * One search of several indexes of one snapshot: all of them answer, or none.
   *
   * @throws as `prepare`
   */
  prepareJoint(ticket: Ticket, joint: JointSearch, record: CallRecord): PreparedCall {
    const coming = joint.searches.map((search, i): ComingCall => {
      const asked = { kind: 'search', ...search } as const;
      const place = { place: i, offset: (joint.fused ?? search.request).offset };
      return { index: ticket.snapshot.find(search.index), asked, shape: null, record, isAside: false, joint: place };
    });
    const [{ index, asked }] = coming;
    record.asked = asked;
    const held = new HeldEnds();
    const calls = coming.map((call, i) => {
      record.index = call.index;
      const opened = this.#open(call);
      return { ...opened, conducted: opened.conducted && held.hold(opened.conducted, i) };
    });
    record.index = index;
    const indexes = coming.map((call) => call.index);
    const join = async (answers: readonly WrittenAnswer[]): Promise<WrittenAnswer> => {
      const { answer, shown } = joinAnswers(joint, indexes, answers);
      await held.release(shown);
      return answer;
    };
    return {
      index,
      // The tag of the answer takes the id of one index, and depends on those of all.
      get key() {
        return [...calls.flatMap((call) => [call.index.id, call.key]), JSON.stringify(joint.fused)].join('\n\n');
      },
      isConducted: this.conductor !== null,
      run: () => this.#run(ticket, calls, record, join, held),
    };
  }

  /** @throws what `requestKey` and the experiment throw */
  #open(call: ComingCall): OpenedCall {
    refuseUndeclarable(call.record, this.conductor);
    const conducted = this.conductor?.open(call) ?? null;
    const asked = conducted?.asked ?? call.asked;
    const { index, shape } = call;
    let key: string;
    try {
      key = treatedKey(shapedKey(requestKey(index, asked), shape), conducted?.treatments ?? []);
    } catch (error) {
      throw call.joint === undefined ? error : nameIndex(error, index);
    }
    return { index, key, asked, shape, queries: queriesOf(asked), conducted };
  }

  /**
   * A question on the way of another one, which has been let in: its native body, from the same snapshot.
   *
   * @param isShown the caller is shown what is found
   * @throws StillwebError
   */
  async askWithin(ticket: Ticket, asked: Asked, record: CallRecord, isShown = false): Promise<unknown> {
    const index = ticket.snapshot.find(asked.index);
    const call = this.#open({ index, asked, shape: null, record, isAside: !isShown });
    return parseAnswer(await this.#ask(ticket.snapshot.backend, call, record));
  }

  /** One question, conducted where there is an experiment. @throws what the backend and the experiment throw */
  #ask(backend: SearchBackend, call: OpenedCall, record: CallRecord, isWanted?: () => boolean): Promise<WrittenAnswer> {
    const { key, queries, conducted } = call;
    const options: CallOptions = { deadlineMs: this.admission.deadlineMs, queries, isWanted };
    if (conducted === null) return backend.answer(key, options);
    return askConducted(backend, call, conducted, record, options);
  }

  async #run(
    ticket: Ticket,
    calls: readonly OpenedCall[],
    record: CallRecord,
    join: (answers: readonly WrittenAnswer[]) => WrittenAnswer | Promise<WrittenAnswer>,
    held: HeldEnds | null = null,
  ): Promise<WrittenAnswer> {
    try {
      const queries = calls.reduce((sum, call) => sum + call.queries, 0);
      ticket.beginWork({ queries, bytes: calls.reduce((sum, { key }) => sum + key.length * 2, 0) });
      const isWanted = (): boolean => record.isGone !== true;
      const { backend } = ticket.snapshot;
      // Twice as many as there are workers, so that none of them waits for the next.
      const answers = await inTurn(calls, 2 * backend.workers, async (call) => {
        try {
          return await this.#ask(backend, call, record, isWanted);
        } catch (error) {
          throw held === null ? error : nameIndex(error, call.index);
        }
      });
      const answer = await join(answers);
      record.hits = answer.hits;
      this.storage.observe(null, performance.now());
      return answer;
    } catch (error) {
      this.storage.observe(error, performance.now());
      await held?.drop();
      throw error;
    } finally {
      ticket.end();
    }
  }

  /**
   * One of several questions of a request: all are answered from the snapshot that its ticket holds, and each waits for itself.
   *
   * @throws StillwebError what its steps throw
   */
  async answerWithin(
    { snapshot }: Ticket,
    asked: Asked,
    record: CallRecord,
    shape: ShapeChoice | null = null,
    isAside = false,
  ): Promise<WrittenAnswer> {
    const ticket = this.admission.enter(snapshot, 0);
    if (!isAside) return await this.#answerUnder(ticket, asked, record, shape);
    try {
      const index = snapshot.find(asked.index);
      return await this.#run(ticket, [this.#open({ index, asked, shape, record, isAside })], record, onlyAnswer);
    } finally {
      ticket.end();
    }
  }

  /** As `answerWithin`, of a search of several indexes. @throws as `prepareJoint`, and what its steps throw */
  async answerJointWithin({ snapshot }: Ticket, joint: JointSearch, record: CallRecord): Promise<WrittenAnswer> {
    const ticket = this.admission.enter(snapshot, 0);
    try {
      return await this.prepareJoint(ticket, joint, record).run();
    } finally {
      ticket.end();
    }
  }

  /** The whole way of one request, for doors that know it at once. @throws StillwebError what its steps throw */
  async answer(asked: Asked, shape: ShapeChoice | null = null, record = newCallRecord()): Promise<WrittenAnswer> {
    return await this.#answerUnder(this.enter(), asked, record, shape);
  }

  async #answerUnder(
    ticket: Ticket,
    asked: Asked,
    record: CallRecord,
    shape: ShapeChoice | null,
  ): Promise<WrittenAnswer> {
    try {
      return await this.prepare(ticket, asked, record, shape).run();
    } finally {
      ticket.end();
    }
  }
}

/** A mask or a policy that nobody carries out would be an experiment that never was. @throws UNSUPPORTED */
function refuseUndeclarable({ declared }: CallRecord, conductor: Conductor | null): void {
  if (declared == null) return;
  for (const name of Object.keys(declared) as Declarable[]) {
    if (declared[name] === undefined || conductor?.declarable.has(name) === true) continue;
    const message = `a ${name} was declared, and this server was started without an experiment that takes one`;
    throw new StillwebError('UNSUPPORTED', message, { field: DECLARATION_HEADERS[name] });
  }
}

function queriesOf(asked: Asked): number {
  return asked.kind === 'search' ? asked.request.queries.length : 1;
}

/**
 * The answers to a list, in order, so many asked for at a time: each has its whole deadline, however long the list is. After one that
 * fails no other is begun. Settles when the last one has: the ticket keeps the snapshot for as long.
 */
async function inTurn<T, R>(items: readonly T[], lanes: number, ask: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const takeTurns = async (): Promise<void> => {
    while (next < items.length) {
      const i = next++;
      try {
        results[i] = await ask(items[i]);
      } catch (error) {
        next = items.length;
        throw error;
      }
    }
  };
  const turns = Array.from({ length: Math.min(lanes, items.length) }, takeTurns);
  await Promise.allSettled(turns);
  await Promise.all(turns);
  return results;
}

function onlyAnswer([answer]: readonly WrittenAnswer[]): WrittenAnswer {
  return answer;
}

function loaded(index: ServedIndex): LoadProgress {
  const probes = index.description.encoder?.probes ?? null;
  return { name: index.name, id: index.id, state: 'ready', done: 0, total: 0, probes };
}
