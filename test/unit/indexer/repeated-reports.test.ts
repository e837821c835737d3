import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../../indexer/ingest/collection.ts';
import { RepeatedReports } from '../../../indexer/repeated-reports.ts';
import { type ErrorCode, StillwebError } from '../../../src/errors.ts';

const problem = (code: ErrorCode, line: number, id = ''): Problem => ({
  code,
  location: { file: 'a.jsonl', line },
  error: new StillwebError(code, '', { id }),
});

describe('problems of inputs that are read again', () => {
  let told: number[];
  let reports: RepeatedReports;
  beforeEach(() => {
    told = [];
    reports = new RepeatedReports(({ location }) => told.push(location.line ?? 0));
  });
  const reportAll = (lines: readonly number[]) => {
    for (const line of lines) reports.report(problem('LINE_NOT_JSON', line));
  };

  it('are told once, also in a place that has two of them', () => {
    reports.begin();
    reportAll([1, 2, 2, 5]);
    reports.begin();
    reportAll([1, 2, 2, 5, 9]);
    reports.begin();
    reportAll([1, 2, 2, 5, 9, 9]);
    expect(told).toEqual([1, 2, 2, 5, 9, 9]);
  });

  it('are told beside a fatal document that the second reading leaves out, and a third one', () => {
    reports.begin();
    reportAll([1, 5]);
    for (let reading = 0; reading < 2; reading++) {
      reports.begin();
      reportAll([1]);
      reports.meetId('x');
      reports.report(problem('DOCUMENT_FATAL', 3, 'x'));
      reportAll([5, 7]);
    }
    expect(told).toEqual([1, 5, 3, 7]);
  });

  it('lose none behind a second document with the id of a fatal one, which is then admitted', () => {
    reports.begin();
    reports.report(problem('DUPLICATE_ID', 4, 'x'));
    reports.begin();
    reports.meetId('x');
    reports.report(problem('DOCUMENT_FATAL', 3, 'x'));
    reports.meetId('x');
    reportAll([7]);
    expect(told).toEqual([4, 3, 7]);
  });

  it('tell of the third document with that id in each reading, but once', () => {
    reports.begin();
    for (const line of [4, 6]) reports.report(problem('DUPLICATE_ID', line, 'x'));
    reports.begin();
    reports.meetId('x');
    reports.report(problem('DOCUMENT_FATAL', 3, 'x'));
    reports.meetId('x');
    reports.meetId('x');
    reports.report(problem('DUPLICATE_ID', 6, 'x'));
    reportAll([7]);
    expect(told).toEqual([4, 6, 3, 7]);
  });
});
