import { denseSection } from './dense-section.ts';
import { gpuSection } from './gpu-section.ts';
import { httpSection } from './http-section.ts';
import type { DenseLine, HttpLine, KeptFile, LexicalLine } from './kept-file.ts';
import { lexicalSection } from './lexical-section.ts';
import { markdownTable } from './markdown-table.ts';
import { recordSection } from './record-section.ts';

const INTRODUCTION = `# Performance

Made by \`npm run performance\` from the files in [performance](performance); \`npm run check\` fails when the two differ. Each
section is one file: one run on one machine. Times of different runs are not to be compared, ratios inside one run are.

- *Engines side by side* are measured by one harness, which keeps the clock for all: the same passages, the same 2,000 real
  questions, one query thread. \`ms\` is the mean over the queries of the fastest of their passes, analysis of the text
  included; the percentiles are over queries too. A short query has up to 4 terms that are no stop words, a medium one 5 to 9,
  a long one 10 and more. *Ours to the best other* divides by the engine that is best at that very figure; below 1 is faster
  or smaller. Where an engine ran several times, its best run counts, for all alike.
- *Records* are what \`stillweb bench DIR --out FILE\` writes and, of a graphics card, \`npm run bench:gpu\`.
- MB are 10^6 bytes; memory in use is the most that the process had resident.

To take the figures again: build (\`npm run build\`), let the harness run the two commands at the head of
\`scripts/bench/peer.ts\`, and keep its lines with \`npm run performance -- --add LINES.jsonl --as NAME\`.
`;

/** The whole page: a function of the kept files and nothing else, so that a check can compare. */
export function performancePage(files: readonly KeptFile[]): string {
  const sorted = files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const sections = sorted.flatMap((file) => [
    `## ${file.title}`,
    '',
    ...describePlace(file),
    ...file.notes.flatMap((note) => [note, '']),
    ...lexicalSection(file.lines.filter((line): line is LexicalLine => line.mode === 'lexical')),
    ...denseSection(file.lines.filter((line): line is DenseLine => line.mode === 'dense')),
    ...httpSection(file.lines.filter((line): line is HttpLine => line.mode === 'http')),
    ...recordSection(file.records),
    ...gpuSection(file.gpuRecords),
    ...file.tables.flatMap(({ title, heads, rows, notes = [] }) => [
      `### ${title}`,
      '',
      ...markdownTable(
        heads,
        rows.map((row) => row.map(String)),
      ),
      ...notes.flatMap((note) => [note, '']),
    ]),
  ]);
  const body = sections.length === 0 ? ['Nothing has been measured yet.', ''] : sections;
  return `${INTRODUCTION}\n${body.join('\n').trimEnd()}\n`;
}

/** When, on what, by which versions. */
function describePlace({ name, lines, records, gpuRecords, tables }: KeptFile): string[] {
  const days = [...lines, ...records, ...gpuRecords, ...tables].map(({ at }) => at.slice(0, 10)).sort();
  const machines = new Set([
    ...lines.map(({ machine }) => `${machine.cpu}, ${machine.cores} cores`),
    ...[...records, ...gpuRecords].map(({ machine }) => `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`),
    ...tables.map(({ machine }) => machine),
  ]);
  const versions = new Set(
    [...records, ...gpuRecords].map(
      ({ stillweb, machine }) => `stillweb ${stillweb}${machine.commit === null ? '' : ` at ${machine.commit}`}`,
    ),
  );
  const first = days[0];
  const last = days.at(-1);
  const when = first === last ? first : `${first} to ${last}`;
  return [`[${name}](performance/${name}): ${[when, ...machines, ...versions].join('; ')}.`, ''];
}
