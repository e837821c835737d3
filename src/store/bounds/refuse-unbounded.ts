import { StillwebError } from '../../errors.ts';
import {
  ATTRIBUTES_FILE,
  BLOCKS_FILE,
  cellsFile,
  DUPLICATES_FILE,
  FIELDS_FILE,
  graphFile,
  IDS_FILE,
  LINKS_FILE,
  PASSAGES_FILE,
  postingsFile,
  QUERY_WEIGHTS_FILE,
  URLS_FILE,
} from '../../format/file-names.ts';
import type { IndexView } from '../index-view.ts';
import { areBlocksBounded } from './blocks.ts';
import { areCellsBounded } from './cells.ts';
import { areDuplicatesBounded } from './duplicates.ts';
import { isColumnBounded } from './fields.ts';
import { isGraphBounded } from './graphs.ts';
import { arePostingsBounded } from './postings.ts';
import { areNumbersBelow, arePassagesBounded, areRunsBounded, isTableBounded } from './tables.ts';

/**
 * Refuses an index in which a number leads outside. A hash proves that a file is the one that the manifest names, not that
 * it was written by an honest program. Behind this, loops and kernels take every number as it stands: no list leaves its
 * window, no link its graph, no run its table.
 *
 * One pass through the structures that are held in memory, at some nanoseconds a posting. Files that are read from disk bound
 * what they read when they read it. Whether the numbers are also right is asked by `check` alone.
 *
 * @throws StillwebError INDEX_CORRUPT naming the file
 */
export function refuseUnbounded(view: IndexView): void {
  const { passages, attributes, ids, urls, links, blocks, postings, graphs, cells } = view;
  const { shards } = view.index.manifest.counts;
  const { documents } = passages;
  demand(PASSAGES_FILE, arePassagesBounded(passages));
  demand(IDS_FILE, isTableBounded(ids) && ids.size === documents);
  demand(
    URLS_FILE,
    isTableBounded(urls.keys) && areNumbersBelow(urls.document, documents) && areNumbersBelow(urls.alias, documents),
  );
  const { sites, languages, siteNames, languageNames } = attributes;
  demand(ATTRIBUTES_FILE, isTableBounded(siteNames) && areNumbersBelow(sites, siteNames.size + 1));
  demand(ATTRIBUTES_FILE, isTableBounded(languageNames) && areNumbersBelow(languages, languageNames.size + 1));
  const { queryWeights } = view;
  if (queryWeights !== null) {
    const { tokens, weights } = queryWeights;
    const areWeights = tokens.size === weights.length && weights.every((weight) => weight > 0);
    demand(QUERY_WEIGHTS_FILE, isTableBounded(tokens) && areWeights);
  }
  for (const column of view.fields.values()) demand(FIELDS_FILE, isColumnBounded(column));
  demand(LINKS_FILE, areRunsBounded(links.outStarts, links.out.length) && areNumbersBelow(links.out, documents));
  demand(LINKS_FILE, areRunsBounded(links.inStarts, links.in.length) && areNumbersBelow(links.in, documents));
  const { duplicates } = view;
  demand(DUPLICATES_FILE, areDuplicatesBounded(duplicates.documents, documents));
  demand(DUPLICATES_FILE, areDuplicatesBounded(duplicates.passages, passages.passages));
  if (duplicates.near !== undefined) demand(DUPLICATES_FILE, areDuplicatesBounded(duplicates.near, documents));
  demand(BLOCKS_FILE, areBlocksBounded(view.index.manifest.files, blocks, documents));
  for (const [shard, each] of postings.entries()) demand(postingsFile(shard), arePostingsBounded(each));
  for (const [shard, graph] of graphs.entries()) demand(graphFile(shard), isGraphBounded(graph));
  for (const [shard, each] of cells.entries()) demand(cellsFile(shard), areCellsBounded(each, shards[shard]));
}

function demand(file: string, isBounded: boolean): void {
  if (!isBounded) throw new StillwebError('INDEX_CORRUPT', `${file}: a number in it leads outside`, { file });
}
