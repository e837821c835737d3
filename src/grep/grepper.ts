import type { Analyzer } from '../analysis/analyzer.ts';
import type { GrepPage, GrepRequest } from '../contract/grep.ts';
import type { DocumentStore } from '../store/document-store.ts';
import type { IndexView } from '../store/index-view.ts';
import { findCandidates } from './candidates.ts';
import { FillingPage } from './filling-page.ts';
import type { StepMeter } from './steps.ts';
import { createTextFilter } from './text-filter.ts';
import { TextScan } from './text-scan.ts';

/** Whether a document is looked at; null admits all. */
export type AdmittedDocuments = ((document: number) => boolean) | null;

/**
 * Finds the lines of the texts of an index that match a pattern, a page at a time, in the order of the collection.
 *
 * Documents that cannot match are passed over by their words (`candidates.ts`), then by their bytes (`text-filter.ts`); the others
 * are decoded and looked through. What a page costs is counted in steps, so where it ends depends on index and request alone.
 */
export class Grepper {
  readonly #view: IndexView;
  readonly #documents: DocumentStore;
  readonly #analyzer: Analyzer;

  constructor(view: IndexView, documents: DocumentStore, analyzer: Analyzer) {
    this.#view = view;
    this.#documents = documents;
    this.#analyzer = analyzer;
  }

  /**
   * @param meter of the page. Default: what a page may cost
   * @throws StillwebError PATTERN_INVALID, CURSOR_INVALID, INDEX_CORRUPT, and what the checkpoint throws
   */
  grep(
    request: GrepRequest,
    admitted: AdmittedDocuments,
    checkpoint: () => void = () => {},
    meter?: StepMeter,
  ): GrepPage {
    const page = new FillingPage(this.#view.index.manifest.id, request, this.#analyzer, meter);
    const candidates = findCandidates(this.#view, page.pattern.words);
    const scan = new TextScan(this.#documents, this.#view.blocks, createTextFilter(page.pattern.required));
    const { documents } = this.#view.passages;
    let scanned = 0;
    for (let { document } = page.place; document < documents && !page.isEnded; document++) {
      if (admitted !== null && !admitted(document)) continue;
      if (candidates === null || candidates[document] === 1) {
        checkpoint();
        const bytes = scan.textBytes(document);
        page.look(document, bytes, () => (scan.mayMatch(document) ? this.#documents.getText(document) : null));
      }
      if (!page.isCut) scanned++;
    }
    return page.finish(documents, {
      scanned,
      documents: admitted === null ? documents : countAdmitted(documents, admitted),
    });
  }
}

function countAdmitted(documents: number, admits: (document: number) => boolean): number {
  let count = 0;
  for (let document = 0; document < documents; document++) if (admits(document)) count++;
  return count;
}
