import type { BuildResult } from '../../indexer/build-options.ts';
import type { KindTally } from '../../indexer/kind-counts.ts';
import type { DocumentsRead } from '../../indexer/read-documents.ts';
import { BLOCK_RULES } from '../contract/block-list.ts';
import { note } from './output.ts';
import { counted, groupDigits } from './progress.ts';

/** What a build tells of its inputs, by kind. */

/** Endings told in one line; `--json` has all. */
const TOLD_ENDINGS = 12;

/** What is not in the index for a fault: the first of each code, and how many there are. */
export function reportFaults({ faults }: KindTally): void {
  for (const { code, records, examples } of faults) {
    for (const example of examples) note(`skipped  ${code}: ${example}`);
    if (records > examples.length) note(`skipped  ${code}: and ${groupDigits(records - examples.length)} more`);
  }
}

/** Lines about what was read, and about what a reader of the counts would not expect. */
export function describeTally(read: Omit<DocumentsRead, 'catalogue'>): string[] {
  const { ignored, topics, empty, skipped, undated, blocked, kinds, fields } = read;
  const { formats, faults, others, passed, unnamed } = kinds;
  const listed = others.reduce((sum, { files }) => sum + files, 0);
  const hidden = ignored - topics - listed;
  const count = (number: number) => groupDigits(number);
  const lines = [`By format: ${formats.map(({ format, documents }) => `${count(documents)} ${format}`).join(', ')}.`];
  if (skipped > 0) {
    const codes = faults.map(({ code, records }) => `${count(records)} ${code}`).join(', ');
    lines.push(`${counted(skipped, 'record was', 'records were')} left out: ${codes}.`);
  }
  const kept = BLOCK_RULES.filter((rule) => blocked[rule] > 0);
  if (kept.length > 0) {
    const sum = kept.reduce((total, rule) => total + blocked[rule], 0);
    const list = kept.map((rule) => `${count(blocked[rule])} by ${rule}`).join(', ');
    lines.push(`${counted(sum, 'document is', 'documents are')} kept out by the block list: ${list}.`);
  }
  if (listed > 0) {
    const told = others.slice(0, TOLD_ENDINGS);
    const rest = listed - told.reduce((sum, { files }) => sum + files, 0);
    const endings = told.map(({ ending, files }) => `${count(files)} ${ending === '' ? 'without an ending' : ending}`);
    if (rest > 0) endings.push(`${count(rest)} others`);
    lines.push(
      `${counted(listed, 'file is of another kind and was', 'files are of other kinds and were')} passed over: ${endings.join(', ')}.`,
    );
  }
  if (passed.length > 0) {
    const sum = passed.reduce((total, { records }) => total + records, 0);
    const list = passed.map(({ what, records }) => `${what} ${count(records)}`).join(', ');
    lines.push(`${counted(sum, 'record is no page and was', 'records are no pages and were')} passed over: ${list}.`);
  }
  if (hidden > 0) {
    const what = counted(
      hidden,
      'file or folder is hidden, a link or special, and was',
      'files or folders are hidden, links or special, and were',
    );
    lines.push(`${what} passed over.`);
  }
  if (topics > 0) {
    lines.push(
      `${counted(topics, 'entry beside a corpus.jsonl is', 'entries beside a corpus.jsonl are')} queries and judgments (BEIR), passed over.`,
    );
  }
  if (empty > 0)
    lines.push(
      `${counted(empty, 'document has neither title nor text and was', 'documents have neither title nor text and were')} left out.`,
    );
  if (unnamed > 0) {
    lines.push(
      `${counted(unnamed, 'record has no id: its', 'records have no id: their')} URL stands for it, or file and number; see --id-field.`,
    );
  }
  for (const { name, type, documents, invalid, first } of fields) {
    const others = first === undefined ? '' : `; ${count(invalid)} more have a value that is none: ${first.message}`;
    lines.push(`Field ${name} (${type}): ${counted(documents, 'document')}${others}.`);
  }
  if (undated > 0)
    lines.push(
      `${counted(undated, 'date could not be read and stays', 'dates could not be read and stay')} in the metadata.`,
    );
  return lines;
}

/** Lines about documents that repeat others, and about languages that were found. */
export function describeCopies({ counts, nearDocuments, detected, withoutTexts = 0 }: BuildResult): string[] {
  const { repeatedDocuments } = counts;
  const lines: string[] = [];
  if (repeatedDocuments > 0)
    lines.push(
      `${counted(repeatedDocuments, 'document has the text of an earlier one, and shares', 'documents have the text of an earlier one, and share')} its place in answers.`,
    );
  if (nearDocuments !== undefined)
    lines.push(`${counted(nearDocuments, 'document is a near copy', 'documents are near copies')} of an earlier one.`);
  if (detected !== undefined)
    lines.push(`The language of ${counted(detected, 'document', 'documents')} was found by the text.`);
  if (withoutTexts > 0) lines.push(`${counted(withoutTexts, 'document', 'documents')} found no text in --texts-from.`);
  return lines;
}
