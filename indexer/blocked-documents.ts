import { BLOCK_RULES, type BlockList, type BlockRule } from '../src/contract/block-list.ts';
import { type BlockedCounts, NONE_BLOCKED } from '../src/format/manifest.ts';
import { BlockRules } from '../src/retrieval/block-rules.ts';
import type { CollectedDocument, Problem } from './ingest/collection.ts';
import { recordFault } from './ingest/record-fault.ts';

const REASONS: Readonly<Record<BlockRule, string>> = {
  sites: 'its host is on the block list',
  urls: 'its URL is on the block list',
  ids: 'its id is on the block list',
  strings: 'it repeats a text of the block list',
};

/** Finds the documents that a block list keeps out of a build, and counts them. */
export class BlockedDocuments {
  readonly #rules: BlockRules;
  #counts: BlockedCounts = NONE_BLOCKED;

  constructor(list: BlockList) {
    this.#rules = new BlockRules(list);
  }

  get counts(): BlockedCounts {
    return this.#counts;
  }

  /** Why a document is kept out; null for others. Which text it repeats is not told: reports are read by those who must not see it. */
  find({ document, location, former }: CollectedDocument): Problem | null {
    const byName = this.#rules.ruleOfNames(document);
    // Title and text that an earlier generation has were looked at then: a change has the list of its index.
    const rule = byName ?? (former === undefined && this.#rules.isRepeatedBy(document) ? 'strings' : null);
    if (rule === null) return null;
    this.#counts = { ...this.#counts, [rule]: this.#counts[rule] + 1 };
    const { id } = document;
    const what = `has a document ${JSON.stringify(id)} that is kept out: ${REASONS[rule]}`;
    const error = recordFault('DOCUMENT_BLOCKED', location, what, { id, rule });
    return { code: error.code, location, error };
  }

  get total(): number {
    return BLOCK_RULES.reduce((sum, rule) => sum + this.#counts[rule], 0);
  }

  /** Behind a sentence, where no document is left. */
  describe(): string {
    return this.total === 0 ? '' : `; ${this.total} are kept out by the block list`;
  }
}

/** The sums of two counts, rule by rule. */
export function addCounts(one: BlockedCounts, other: BlockedCounts): BlockedCounts {
  const sums = BLOCK_RULES.map((rule) => [rule, one[rule] + other[rule]] as const);
  return Object.fromEntries(sums) as BlockedCounts;
}
