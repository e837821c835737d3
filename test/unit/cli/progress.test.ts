import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Progress } from '../../../src/cli/progress.ts';

describe('progress of long work', () => {
  let lines: string[];
  let progress: Progress;
  beforeEach(() => {
    vi.useFakeTimers();
    lines = [];
    const stream = { isTTY: false, write: (line: string) => lines.push(line) } as unknown as NodeJS.WriteStream;
    progress = new Progress(false, stream);
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const tell = (unit: string, done: number, total: number): void =>
    progress.update({ stage: 'pushing', count: done, unit, done, total });

  it('tells the rate, the share and the time that is left', () => {
    tell('documents', 0, 100_000);
    vi.advanceTimersByTime(10_000);
    tell('documents', 25_000, 100_000);
    expect(lines.at(-1)).toBe('pushing: 25,000 documents, 2,500/s, 25 %, 0:30 left\n');
  });

  it('counts what is counted next from its own start', () => {
    tell('documents', 0, 100_000);
    vi.advanceTimersByTime(3_600_000);
    tell('passages', 0, 100_000);
    vi.advanceTimersByTime(10_000);
    tell('passages', 50_000, 100_000);
    expect(lines.at(-1)).toBe('pushing: 50,000 passages, 5,000/s, 50 %, 0:10 left\n');
  });

  it('takes nothing for its own that was done before it began', () => {
    tell('documents', 80_000, 100_000);
    vi.advanceTimersByTime(10_000);
    tell('documents', 90_000, 100_000);
    expect(lines.at(-1)).toBe('pushing: 90,000 documents, 1,000/s, 90 %, 0:10 left\n');
  });

  it('tells a line each five seconds where nobody draws', () => {
    for (let second = 0; second < 12; second++) {
      tell('documents', second, 0);
      vi.advanceTimersByTime(1000);
    }
    expect(lines).toEqual(['pushing: 0 documents\n', 'pushing: 5 documents, 1/s\n', 'pushing: 10 documents, 1/s\n']);
  });
});
