import { StillwebError } from '../../errors.ts';
import { MAX_JUDGE_ANSWER_BYTES } from '../../limits.ts';
import { JsonExchange, LONG_PATIENCE, type Party, type Patience } from '../../outbound/json-exchange.ts';
import { type JudgeCall, JudgeRecord } from './judge-record.ts';

/** Calls that are under way at once. */
const TOGETHER = 8;
const CHAT = '/chat/completions';
const PARTY: Party = {
  name: 'the judge',
  gives: 'answer',
  unreachable: 'JUDGE_UNREACHABLE',
  invalid: 'JUDGE_ANSWER_INVALID',
  maxBytes: MAX_JUDGE_ANSWER_BYTES,
};

export interface JudgeOptions {
  /** Of an API as OpenAI has it: `http://127.0.0.1:8000/v1`. Absent: only what is recorded is answered. */
  readonly url?: string;
  /** Its name there, and in the record. */
  readonly model: string;
  /** File of calls and answers. */
  readonly record?: string;
  /** Default: `STILLWEB_JUDGE_KEY` of the environment. */
  readonly key?: string;
  readonly patience?: Patience;
}

/**
 * A language model that judges. It is asked at temperature 0; a call that is recorded is not made. Answers come in the order of the
 * calls, and are recorded in it.
 */
export class Judge {
  readonly model: string;
  readonly #exchange: JsonExchange | null;
  readonly #record: JudgeRecord;
  readonly #patience: Patience;
  /** Calls under way: one that is made twice gets one answer, as it will from the record. */
  readonly #pending = new Map<string, Promise<string>>();
  #asked = 0;
  #recalled = 0;

  private constructor(model: string, exchange: JsonExchange | null, record: JudgeRecord, patience: Patience) {
    this.model = model;
    this.#exchange = exchange;
    this.#record = record;
    this.#patience = patience;
  }

  /** @throws StillwebError SETTING_INVALID, JUDGE_RECORD_INVALID; INPUT_MISSING for no record where nobody else answers */
  static async open({ url, model, record, key = keyOfEnvironment(), patience }: JudgeOptions): Promise<Judge> {
    if (model.trim() === '') throw refuse('judge-model', 'the name of the judge is empty');
    if (url === undefined && record === undefined)
      throw refuse('judge', 'neither a judge nor a record of one is named');
    const exchange = url === undefined ? null : new JsonExchange(PARTY, addressOf(url), key);
    return new Judge(model, exchange, await JudgeRecord.open(record, exchange === null), patience ?? LONG_PATIENCE);
  }

  /** Calls that were made, and calls that the record answered. */
  get counts(): { readonly asked: number; readonly recalled: number } {
    return { asked: this.#asked, recalled: this.#recalled };
  }

  /** @throws StillwebError JUDGE_UNREACHABLE, JUDGE_ANSWER_INVALID, JUDGE_UNRECORDED, STORAGE_FAILED */
  async askAll(calls: readonly JudgeCall[]): Promise<string[]> {
    const answers: string[] = [];
    for (let start = 0; start < calls.length; start += TOGETHER) {
      const some = calls.slice(start, start + TOGETHER);
      const settled = await Promise.allSettled(some.map((call) => this.#answer(call)));
      // What was answered is kept, although another call has failed.
      for (const [i, each] of settled.entries()) {
        if (each.status === 'fulfilled') this.#record.add(some[i], this.model, each.value);
      }
      for (const each of settled) {
        if (each.status === 'rejected') throw each.reason;
        answers.push(each.value);
      }
    }
    return answers;
  }

  async #answer(call: JudgeCall): Promise<string> {
    const known = this.#record.get(call, this.model);
    if (known !== undefined) {
      this.#recalled++;
      return known;
    }
    if (this.#exchange === null) {
      const message = `no judge is named, and the record has no answer of ${this.model} to a call (${call.task})`;
      throw new StillwebError('JUDGE_UNRECORDED', message, { model: this.model, task: call.task });
    }
    const name = JSON.stringify([call.system, call.user]);
    const pending = this.#pending.get(name) ?? this.#ask(call, this.#exchange);
    this.#pending.set(name, pending);
    try {
      return await pending;
    } finally {
      this.#pending.delete(name);
    }
  }

  async #ask({ system, user }: JudgeCall, exchange: JsonExchange): Promise<string> {
    const messages = [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ];
    const answer = await exchange.post({ model: this.model, messages, temperature: 0 }, this.#patience);
    const content = contentOf(answer);
    if (content === null) throw exchange.invalid('answers no message');
    this.#asked++;
    return content;
  }
}

function contentOf(answer: unknown): string | null {
  const { choices } = (answer ?? {}) as { readonly choices?: unknown };
  const [first] = Array.isArray(choices) ? choices : [];
  const content: unknown = first?.message?.content;
  return typeof content === 'string' ? content : null;
}

function addressOf(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw refuse('judge', `the judge ${JSON.stringify(text)} is no URL`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse('judge', 'the URL of the judge is not http');
  if (url.username !== '' || url.password !== '') {
    throw refuse('judge', 'the URL of the judge holds a password: give its key as STILLWEB_JUDGE_KEY');
  }
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = path.endsWith(CHAT) ? path : path + CHAT;
  return url;
}

function keyOfEnvironment(): string | undefined {
  const key = process.env.STILLWEB_JUDGE_KEY?.trim();
  return key === '' ? undefined : key;
}

function refuse(setting: string, message: string): StillwebError {
  return new StillwebError('SETTING_INVALID', message, { setting });
}
