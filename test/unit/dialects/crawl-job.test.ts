import { expect, it } from 'vitest';
import { jobId, readJobId } from '../../../src/dialects/parts/crawl-job.ts';

it('names a crawl by what it asks, so that equal ones have one id and the id tells all', () => {
  const crawl = { url: 'https://a.example/ä?b=c', limit: 3, include: ['^/x'] };
  expect(jobId(crawl)).toBe(jobId({ ...crawl }));
  expect(jobId(crawl)).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(readJobId(jobId(crawl))).toEqual(crawl);
});

it('refuses what an address would not hold, and ids that nobody was given', () => {
  expect(() => jobId({ include: ['x'.repeat(6000)] })).toThrow(/described at too great a length/);
  for (const id of ['', 'a b', 'bm9uc2Vuc2U', '0f3c-4d']) expect(() => readJobId(id)).toThrow('Job not found');
});
