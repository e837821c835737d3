import type { AnalyzerName } from '../src/analysis/analyzer.ts';
import type { BlockList } from '../src/contract/block-list.ts';
import type { FieldTypes } from '../src/contract/field-type.ts';
import type { RankingName } from '../src/contract/ranking-name.ts';
import type { TextForm } from '../src/format/documents.ts';
import type { PostingsLayout } from '../src/format/frequent-list.ts';
import type { CopyChoice } from './copies/copy-choice.ts';
import type { GraphChoice } from './graph/graph-choice.ts';
import type { HtmlChoice } from './ingest/html-choice.ts';
import type { PassagePolicy } from './segment/passage.ts';

/** Settings that shape the bytes of an index, and are told again by nobody who changes it. */
export interface BuildSettings {
  /** What is kept out. Its hash is part of the id; the list itself is kept nowhere, so a change is told it again. */
  readonly block?: BlockList;
  /** How it ranks. Default: `DEFAULT_RANKING`, or the first that the engine can keep. */
  readonly ranking?: RankingName;
  /** The name of an engine. */
  readonly engine: string;
  readonly analyzer: AnalyzerName;
  readonly passages: PassagePolicy;
  /** As on the command line: `static`, `none`, or `KIND:SOURCE` of one that a module registers. */
  readonly encoder: string;
  /** How the texts of documents are stored. Default: `plain`. */
  readonly texts?: TextForm;
  /** How postings are stored. Moves time and bytes, no ranking. Default: `compact`. */
  readonly postings?: PostingsLayout;
  /** How vectors are searched; `auto` decides by the number of passages, and is the default. */
  readonly graph?: GraphChoice;
  /** Which words of an HTML page are its text: those of its article (`main`), or all that can be seen (`all`). Default: `main`. */
  readonly html?: HtmlChoice;
  /** What becomes of documents that repeat an earlier one. Default: `group`. */
  readonly duplicates?: CopyChoice;
  /** From how many percent of shared shingles on two texts are near copies: 50 … 100. Default: 80. */
  readonly nearPercent?: number;
  /** Whether the language of documents that tell none is found by their texts. Default: false. */
  readonly detectLanguage?: boolean;
  /** Languages that are kept of the collection, as tags such as `en`; documents in others are left out; `und` keeps those of which none is known. Default: all. */
  readonly keepLanguages?: readonly string[];
  /** Whether the files and bodies that pages were read from are kept in the index. Part of the id. Default: not. */
  readonly originals?: boolean;
  /** Typed fields that filters may ask for, by the path of each in the metadata. Part of the id. */
  readonly typedFields?: FieldTypes;
}
