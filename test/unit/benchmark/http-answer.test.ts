import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HttpAnswer } from '../../../src/benchmark/http-answer.ts';

const RESPONSE = Buffer.from('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 5\r\nConnection: close\r\n\r\nbusy.');

describe('the reading of a response', () => {
  it('ends with the last byte of the body, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: RESPONSE.length - 1 })), (cuts) => {
        const answer = new HttpAnswer();
        const edges = [0, ...cuts.sort((a, b) => a - b), RESPONSE.length];
        for (let i = 1; i < edges.length; i++) {
          expect(answer.add(RESPONSE.subarray(edges[i - 1], edges[i]))).toBe(i === edges.length - 1);
        }
        expect([answer.status, answer.isLast]).toEqual([503, true]);
      }),
    );
  });

  it('begins anew after a reset', () => {
    const answer = new HttpAnswer();
    answer.add(RESPONSE);
    answer.reset();
    expect(answer.add(Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'))).toBe(true);
    expect([answer.status, answer.isLast]).toEqual([200, false]);
  });

  it('knows how long the search waited, and when one that was refused may come again', () => {
    const answer = new HttpAnswer();
    answer.add(
      Buffer.from('HTTP/1.1 200 OK\r\nServer-Timing: queue;dur=12.5, search;dur=1\r\nContent-Length: 0\r\n\r\n'),
    );
    expect([answer.waitMs, answer.retryAfterSeconds]).toEqual([12.5, 0]);
    answer.reset();
    answer.add(Buffer.from('HTTP/1.1 503 Busy\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n'));
    expect([answer.waitMs, answer.retryAfterSeconds]).toEqual([null, 3]);
  });

  it('refuses a response whose end it cannot know, and bytes behind the end', () => {
    const chunked = Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    expect(() => new HttpAnswer().add(chunked)).toThrow('no response of a known length');
    expect(() => new HttpAnswer().add(Buffer.concat([RESPONSE, Buffer.from('x')]))).toThrow('bytes follow');
  });
});
