/**
 * Greps of an index against a scan of every line, and how long their first pages take.
 *
 *   node dist/scripts/bench/grep.js DIR [--patterns 200] [--out FILE]
 *
 * The patterns are drawn from the texts by a fixed generator. Prints a JSON record, and ends with 1 if any page differs.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { RE2JS } from 're2js';
import { foldText } from '../../src/analysis/folded-text.ts';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { canonicalizeGrep } from '../../src/contract/canonical-grep.ts';
import type { GrepMatch, GrepPattern } from '../../src/contract/grep.ts';
import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import { openGrepper } from '../../src/library/open-grepper.ts';
import { DocumentStore } from '../../src/store/document-store.ts';
import { viewIndex } from '../../src/store/index-view.ts';
import { openIndex } from '../../src/store/open.ts';
import { type GrepText, naiveGrep, shownMatches } from '../../test/support/naive-grep.ts';
import { median } from './median.ts';

const RUNS = 3;

interface Drawn {
  readonly kind: string;
  readonly body: { readonly pattern: string; readonly [name: string]: unknown };
}

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { patterns: { type: 'string', default: '200' }, out: { type: 'string' } },
  });
  const index = openIndex(positionals[0]);
  const view = viewIndex(index);
  const store = await DocumentStore.open(index.folder, view.blocks);
  const documents: GrepText[] = [];
  for (let i = 0; i < view.passages.documents; i++) {
    const { id, text } = store.getText(i);
    documents.push({ id, text });
  }
  store.close();
  const grepper = await openGrepper(index);
  const rows = drawPatterns(documents, Number(values.patterns)).map(({ kind, body }) => {
    const { request } = canonicalizeGrep(body);
    const times: number[] = [];
    for (let i = 0; i < RUNS; i++) {
      const startMs = performance.now();
      grepper.grep(request);
      times.push(performance.now() - startMs);
    }
    const matches: GrepMatch[] = [];
    let pages = 0;
    for (let cursor: string | null | undefined; cursor !== null; pages++) {
      const page = grepper.grep(canonicalizeGrep({ ...body, limit: 1000, cursor }).request);
      matches.push(...page.matches);
      cursor = page.next;
    }
    const wanted = naiveGrep(documents, request, 'english', lineFilter(request));
    const isEqual = JSON.stringify(shownMatches(matches)) === JSON.stringify(wanted);
    return { kind, ...body, firstPageMs: round(median(times)), pages, matches: wanted.length, isEqual };
  });
  const kinds = [...new Set(rows.map(({ kind }) => kind))].map((kind) => {
    const times = rows.filter((row) => row.kind === kind).map(({ firstPageMs }) => firstPageMs);
    return { kind, patterns: times.length, p50Ms: median(times), slowestMs: Math.max(...times) };
  });
  const characters = documents.reduce((sum, { text }) => sum + text.length, 0);
  const differing = rows.filter(({ isEqual }) => !isEqual).length;
  const machine = describeMachine();
  const record = { machine, index: index.manifest.id, documents: documents.length, characters, differing, kinds, rows };
  const text = `${JSON.stringify(record, null, 1)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
  if (differing > 0) process.exitCode = 1;
}

/** Patterns of every kind in turn, made of words that stand together in a text. */
function drawPatterns(documents: readonly GrepText[], count: number): Drawn[] {
  const next = xorshift32(2026);
  const drawn: Drawn[] = [];
  while (drawn.length < count) {
    const { text } = documents[next() % documents.length];
    const at = next() % text.length;
    const words = text
      .slice(at, at + 400)
      .split('\n')[0]
      .split(' ')
      .slice(1, -1);
    if (words.length < 4 || words.slice(0, 4).some((word) => !/^[A-Za-z]{3,}$/.test(word))) continue;
    const [first, second, third, fourth] = words;
    const makers: (() => Drawn)[] = [
      () => ({ kind: 'text of two words', body: { pattern: `${first} ${second}` } }),
      () => ({ kind: 'part of a word', body: { pattern: first.slice(1) } }),
      () => ({ kind: 'text of four words', body: { pattern: `${first} ${second} ${third} ${fourth}` } }),
      () => ({ kind: 'text in any case', body: { pattern: `${first} ${second}`, ignoreCase: true } }),
      () => ({ kind: 'whole words', body: { pattern: `${first} ${second}`, wholeWords: true } }),
      () => ({ kind: 'nowhere', body: { pattern: [...first].reverse().join('') + second } }),
      () => ({ kind: 'expression with a word', body: { pattern: `\\b${first}\\w* ${second}`, regexp: true } }),
      () => ({ kind: 'expression with a word', body: { pattern: `(${first}|${third}) ${fourth}`, regexp: true } }),
      () => ({ kind: 'expression in any case', body: { pattern: `${first}\\W+\\w+`, regexp: true, ignoreCase: true } }),
      () => ({ kind: 'expression without a word', body: { pattern: `[${first}]{9,}\\d`, regexp: true } }),
    ];
    drawn.push(makers[drawn.length % makers.length]());
  }
  return drawn;
}

/** Tells lines that cannot match from others, with none of the ways that a grep does. */
function lineFilter({ pattern, regexp, ignoreCase }: GrepPattern): (line: string) => boolean {
  if (regexp) {
    const expression = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    return (line) => expression.test(line);
  }
  if (!ignoreCase) return (line) => line.includes(pattern);
  const folded = foldText(pattern);
  return (line) => foldText(line).includes(folded);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

await run();
