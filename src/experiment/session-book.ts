/** What the sessions under way have done so far: all that the treatment of their next call may depend on. */
import { MAX_TRACED_SESSIONS } from '../limits.ts';
import type { AnswerNotes } from '../serving/written-answer.ts';

/**
 * The past of one session. It grows with what the session does and is never looked through: each question to it is one look into a
 * set, so that a session of thousands of calls costs each of them the same.
 */
export class Session {
  readonly name: string;
  /** Requests so far: that of the first is 1. */
  steps = 0;
  /** Ids of documents whose text, links or original was read, as `INDEX\nID`. */
  readonly opened = new Set<string>();
  /** Ids of documents that stood in answers, opened ones too, and the step at which each first did. */
  readonly seen = new Map<string, number>();
  /** What interventions remember, each under its own name. */
  readonly memories = new Map<string, unknown>();

  constructor(name: string) {
    this.name = name;
  }

  /** @param index the name of the index that answered */
  note(index: string, { hits = [], opened = [] }: AnswerNotes, step: number): void {
    for (const id of opened) this.opened.add(documentKey(index, id));
    for (const id of [...hits.flat(), ...opened]) {
      const key = documentKey(index, id);
      if (!this.seen.has(key)) this.seen.set(key, step);
    }
  }

  hasOpened(index: string, id: string): boolean {
    return this.opened.has(documentKey(index, id));
  }

  /** The step at which a document first stood in an answer; undefined before. */
  firstSeen(index: string, id: string): number | undefined {
    return this.seen.get(documentKey(index, id));
  }

  /** What an intervention remembers of this session, made when it is first asked for. */
  memory<Memory>(intervention: string, make: () => Memory): Memory {
    if (!this.memories.has(intervention)) this.memories.set(intervention, make());
    return this.memories.get(intervention) as Memory;
  }
}

/** A name of an index holds no line feed. */
function documentKey(index: string, id: string): string {
  return `${index}\n${id}`;
}

/** The sessions under way by their names; of more than `MAX_TRACED_SESSIONS` the one that did nothing for longest is forgotten. */
export class SessionBook {
  /** In the order of their last calls. */
  readonly #sessions = new Map<string, Session>();
  readonly #most: number;
  /** Sessions that were forgotten: what is treated by its past began anew if it went on. */
  forgotten = 0;

  constructor(most = MAX_TRACED_SESSIONS) {
    this.#most = most;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** The session of this name, a new one where there is none; it is the last to be forgotten now. */
  find(name: string): Session {
    const known = this.#sessions.get(name);
    const session = known ?? new Session(name);
    this.#sessions.delete(name);
    this.#sessions.set(name, session);
    if (known === undefined && this.#sessions.size > this.#most) {
      for (const oldest of this.#sessions.keys()) {
        this.#sessions.delete(oldest);
        this.forgotten++;
        break;
      }
    }
    return session;
  }
}
