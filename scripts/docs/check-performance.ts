import type { KeptFile } from '../bench/performance/kept-file.ts';
import { performancePage } from '../bench/performance/page.ts';
import type { Finding } from './markdown.ts';

/** Whether docs/performance.md is what its files say. @param text of the page */
export function checkPerformance(path: string, text: string, files: readonly KeptFile[]): Finding[] {
  const expected = performancePage(files).split('\n');
  const found = text.split('\n');
  const at = expected.findIndex((line, i) => line !== found[i]);
  if (at < 0 && found.length === expected.length) return [];
  const line = (at < 0 ? expected.length : at) + 1;
  return [{ file: path, line, sentence: 'differs from what npm run performance makes of docs/performance/' }];
}
