import { groupDigits } from '../bytes/number-text.ts';
import { plainText } from './plain-text.ts';

export { counted, groupDigits } from '../bytes/number-text.ts';

/** Tells on standard error how long work goes on: one line that is redrawn on a terminal, plain lines elsewhere. */

const TERMINAL_INTERVAL_MS = 100;
const LINE_INTERVAL_MS = 5000;

export interface ProgressState {
  /** What is being done, such as `reading`. */
  readonly stage: string;
  readonly count: number;
  /** What is counted, such as `documents`. */
  readonly unit: string;
  /** Work done and in all, in one unit; 0 in all when it is not known. */
  readonly done: number;
  readonly total: number;
}

export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #isQuiet: boolean;
  readonly #startMs = performance.now();
  /** What was first told of the stage: work that is taken up again has something done at its start. */
  #first: ProgressState | null = null;
  #firstMs = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #isDrawn = false;

  constructor(isQuiet: boolean, stream: NodeJS.WriteStream = process.stderr) {
    this.#isQuiet = isQuiet;
    this.#stream = stream;
  }

  update(state: ProgressState): void {
    if (this.#isQuiet) return;
    const nowMs = performance.now();
    const isNewStage = state.stage !== this.#first?.stage || state.unit !== this.#first.unit;
    if (isNewStage) {
      this.#first = state;
      this.#firstMs = nowMs;
    }
    const intervalMs = this.#stream.isTTY ? TERMINAL_INTERVAL_MS : LINE_INTERVAL_MS;
    if (!isNewStage && nowMs - this.#lastMs < intervalMs) return;
    this.#lastMs = nowMs;
    const line = plainText(describeProgress(state, (nowMs - this.#firstMs) / 1000, this.#first ?? state));
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\u001b[2K${line}`);
      this.#isDrawn = true;
    } else {
      this.#stream.write(`${line}\n`);
    }
  }

  /** Ends the line that was drawn; seconds since the start. */
  finish(): number {
    if (this.#isDrawn) this.#stream.write('\r\u001b[2K');
    this.#isDrawn = false;
    return (performance.now() - this.#startMs) / 1000;
  }
}

/**
 * `reading: 1,234 documents, 617/s, 48 %, 0:02 left`
 *
 * @param seconds since `first` was told
 */
export function describeProgress(
  { stage, count, unit, done, total }: ProgressState,
  seconds: number,
  first: Pick<ProgressState, 'count' | 'done'> = { count: 0, done: 0 },
): string {
  const parts = [`${groupDigits(count)} ${count === 1 ? unit.replace(/s$/, '') : unit}`];
  if (seconds >= 0.5 && count > first.count)
    parts.push(`${groupDigits(Math.round((count - first.count) / seconds))}/s`);
  if (total > 0) {
    const share = Math.min(1, done / total);
    parts.push(`${Math.floor(share * 100)} %`);
    // Of the work that was left at first.
    const part = (Math.min(done, total) - first.done) / (total - first.done);
    if (part > 0.01 && seconds >= 1) parts.push(`${clock((seconds / part) * (1 - part))} left`);
  }
  return `${stage}: ${parts.join(', ')}`;
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const rest = String(whole % 60).padStart(2, '0');
  return whole < 3600
    ? `${Math.floor(whole / 60)}:${rest}`
    : `${Math.floor(whole / 3600)}:${String(Math.floor(whole / 60) % 60).padStart(2, '0')}:${rest}`;
}
