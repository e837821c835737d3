import { appendFileSync, existsSync } from 'node:fs';
import { sha256 } from '../../bytes/hash.ts';
import { StillwebError } from '../../errors.ts';
import { parseJsonRow } from '../json-row.ts';
import { readLines, refuseLine } from '../text-lines.ts';

/** What a judge is asked: instructions, and what they are about. */
export interface JudgeCall {
  /** What it is for: `key-point`, `claims`, `citation`, `rubric`, `answer`. Part of no key. */
  readonly task: string;
  readonly system: string;
  readonly user: string;
}

/**
 * Calls of a judge and its answers, as JSON Lines: a call that stands in the file is answered from it, so that a report can be made
 * again without the judge. The key of a call is a hash of model and texts; who was asked at which address is no part of it.
 */
export class JudgeRecord {
  readonly #path: string | null;
  readonly #answers: Map<string, string>;

  private constructor(path: string | null, answers: Map<string, string>) {
    this.#path = path;
    this.#answers = answers;
  }

  /**
   * @param path a file that need not be there yet; undefined: answers are kept for this program only
   * @param isAll whether nobody else answers, so that the file must be there
   * @throws StillwebError INPUT_MISSING; JUDGE_RECORD_INVALID with file and line: no record, or a call whose key is not that of its texts
   */
  static async open(path: string | undefined, isAll: boolean): Promise<JudgeRecord> {
    const answers = new Map<string, string>();
    if (path === undefined || !(isAll || existsSync(path))) return new JudgeRecord(path ?? null, answers);
    for (const line of await readLines(path, 'JUDGE_RECORD_INVALID')) {
      const refuse = (what: string) => refuseLine('JUDGE_RECORD_INVALID', path, line.number, what);
      const { key, task, model, system, user, answer } = parseJsonRow(line, path, 'JUDGE_RECORD_INVALID');
      if (![key, task, model, system, user, answer].every((each) => typeof each === 'string')) {
        throw refuse('one of key, task, model, system, user and answer is no text');
      }
      const call = { task: task as string, system: system as string, user: user as string };
      if (keyOf(call, model as string) !== key) throw refuse('the key is not that of the call: the line was changed');
      answers.set(key as string, answer as string);
    }
    return new JudgeRecord(path, answers);
  }

  get(call: JudgeCall, model: string): string | undefined {
    return this.#answers.get(keyOf(call, model));
  }

  /** Written at once: what has been paid for is not lost. @throws StillwebError STORAGE_FAILED */
  add(call: JudgeCall, model: string, answer: string): void {
    const key = keyOf(call, model);
    if (this.#answers.has(key)) return;
    this.#answers.set(key, answer);
    if (this.#path === null) return;
    const { task, system, user } = call;
    try {
      appendFileSync(this.#path, `${JSON.stringify({ key, task, model, system, user, answer })}\n`, { mode: 0o600 });
    } catch (cause) {
      const { code = 'unknown' } = cause as NodeJS.ErrnoException;
      const message = `${this.#path} cannot be written (${code})`;
      throw new StillwebError('STORAGE_FAILED', message, { file: this.#path }, { cause });
    }
  }
}

function keyOf({ system, user }: JudgeCall, model: string): string {
  return sha256(JSON.stringify([model, system, user]));
}
