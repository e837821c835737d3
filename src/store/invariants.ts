import { WINDOW_PASSAGES } from '../limits.ts';
import { DocumentStore } from './document-store.ts';
import { checkGraphs } from './graph-invariants.ts';
import type { IndexView } from './index-view.ts';

/**
 * Looks through every structure of an index for what can never be in a sound one: hashes prove that the files are those
 * of the build, this proves that the build was right.
 *
 * @returns a sentence for each finding; empty for a sound index
 */
export async function checkInvariants(
  view: IndexView,
  onProgress: (done: number, total: number) => void,
): Promise<string[]> {
  const findings: string[] = [];
  const { counts } = view.index.manifest;
  const total = counts.passages + counts.documents;
  checkPassages(view, findings);
  checkLinks(view, findings);
  findings.push(...checkGraphs(view));
  let postings = 0;
  let done = 0;
  for (const shard of view.postings.keys()) {
    postings += checkShard(view, shard, findings);
    done += counts.shards[shard];
    onProgress(done, total);
  }
  if (postings !== counts.postings)
    findings.push(`the shards hold ${postings} postings, the manifest says ${counts.postings}`);
  await checkDocuments(view, findings, (documents) => onProgress(done + documents, total));
  return findings;
}

function checkPassages({ passages, index }: IndexView, findings: string[]): void {
  const { first, document, start, end, length, documents } = passages;
  let tokens = 0;
  for (let number = 0; number < documents; number++) {
    if (first[number] >= first[number + 1]) findings.push(`document ${number} has no passage`);
    for (let passage = first[number]; passage < first[number + 1]; passage++) {
      tokens += length[passage];
      if (document[passage] !== number)
        findings.push(`passage ${passage} names document ${document[passage]}, not ${number}`);
      if (start[passage] > end[passage]) findings.push(`passage ${passage} ends before it starts`);
      if (passage > first[number] && start[passage] < end[passage - 1])
        findings.push(`passage ${passage} overlaps the one before`);
    }
  }
  const expected = index.manifest.counts.tokens;
  if (tokens !== expected) findings.push(`passages hold ${tokens} terms, the manifest says ${expected}`);
}

function checkLinks({ links, index }: IndexView, findings: string[]): void {
  const { documents } = index.manifest.counts;
  if (links.out.length !== index.manifest.counts.links)
    findings.push('the link graph disagrees with the count of links');
  if (links.out.length !== links.in.length) findings.push('incoming and outgoing links differ in number');
  if (links.out.some((target) => target >= documents)) findings.push('a link leads to a document that is not there');
}

/** @returns the postings of the shard */
function checkShard(view: IndexView, shard: number, findings: string[]): number {
  const postings = view.postings[shard];
  const { terms } = postings;
  let count = 0;
  let previous = '';
  let term = -1;
  for (const text of terms.all()) {
    term++;
    if (terms.find(text) !== term) findings.push(`shard ${shard}: term ${term} is not found by its text`);
    if (term > 0 && Buffer.compare(Buffer.from(previous), Buffer.from(text)) >= 0) {
      findings.push(`shard ${shard}: terms ${term - 1} and ${term} are out of order`);
    }
    previous = text;
    const { passages, impacts } = postings.list(term);
    count += passages.length;
    let last = -1;
    for (const passage of passages) {
      if (passage <= last || passage >= postings.passages) {
        findings.push(`shard ${shard}: the postings of term ${term} do not ascend within the shard`);
        break;
      }
      last = passage;
    }
    if (impacts.some((impact) => impact === 0)) findings.push(`shard ${shard}: term ${term} has an impact of zero`);
    checkMaxima(view, shard, term, passages, impacts, findings);
  }
  return count;
}

function checkMaxima(
  view: IndexView,
  shard: number,
  term: number,
  passages: Uint32Array,
  impacts: Uint16Array,
  findings: string[],
): void {
  const postings = view.postings[shard];
  const { start: frequent, rareCount } = postings.locate(term);
  if (rareCount > 0) return;
  const maxima = new Uint16Array(postings.windows);
  for (const [i, passage] of passages.entries()) {
    const window = Math.floor(passage / WINDOW_PASSAGES);
    if (impacts[i] > maxima[window]) maxima[window] = impacts[i];
  }
  for (const [window, maximum] of maxima.entries()) {
    if (postings.rows[frequent * postings.windows + window] >>> 16 !== maximum) {
      findings.push(`shard ${shard}: the maximum of term ${term} in window ${window} is wrong`);
    }
  }
  const sorted = impacts.slice().sort();
  const stored = [postings.frequentMaxima, postings.frequentTenths, postings.frequentHundredths];
  for (const [i, n] of [1, 10, 100].entries()) {
    if (stored[i][frequent] !== (sorted[sorted.length - n] ?? 0))
      findings.push(`shard ${shard}: impact ${n} of term ${term} is wrong`);
  }
}

async function checkDocuments(
  view: IndexView,
  findings: string[],
  onProgress: (documents: number) => void,
): Promise<void> {
  const store = await DocumentStore.open(view.index.folder, view.blocks);
  const { passages, ids } = view;
  for (let number = 0; number < passages.documents; number++) {
    const { id, text } = store.get(number);
    if (ids.get(number) !== id || ids.find(id) !== number)
      findings.push(`document ${number} is not found by its id ${id}`);
    if (passages.end[passages.first[number + 1] - 1] > text.length)
      findings.push(`a passage of document ${id} ends outside its text`);
    if (number % 256 === 255) onProgress(number + 1);
  }
  store.close();
}
