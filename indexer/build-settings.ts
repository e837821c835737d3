import type { AnalyzerName } from '../src/analysis/analyzer.ts';
import type { FieldTypes } from '../src/contract/field-type.ts';
import type { RankingName } from '../src/contract/ranking-name.ts';
import type { TextForm } from '../src/format/documents.ts';
import type { PostingsLayout } from '../src/format/frequent-list.ts';
import type { GraphChoice } from './graph/graph-choice.ts';
import type { HtmlChoice } from './ingest/html-choice.ts';
import type { PassagePolicy } from './segment/passage.ts';

/** Settings that shape the bytes of an index, and are told again by nobody who changes it. */
export interface BuildSettings {
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
  /** Whether to build graphs of the vectors; `auto` decides by the number of passages, and is the default. */
  readonly graph?: GraphChoice;
  /** Which words of an HTML page are its text: those of its article (`main`), or all that can be seen (`all`). Default: `main`. */
  readonly html?: HtmlChoice;
  /** Whether the files and bodies that pages were read from are kept in the index. Part of the id. Default: not. */
  readonly originals?: boolean;
  /** Typed fields that filters may ask for, by the path of each in the metadata. Part of the id. */
  readonly typedFields?: FieldTypes;
}
