import { canonicalJson } from '../../src/bytes/canonical-json.ts';
import { sha256 } from '../../src/bytes/hash.ts';
import { type BlockList, blockListHash } from '../../src/contract/block-list.ts';
import { SOFTWARE_VERSION } from '../../src/version.ts';
import type { FieldMap } from '../ingest/collection.ts';
import { DEFAULT_HTML, type HtmlChoice } from '../ingest/html-choice.ts';

/** What decides, with the bytes of a file and its name, which documents it gives. */
export interface ReadingSettings {
  readonly format?: string;
  readonly fields?: FieldMap;
  readonly html?: HtmlChoice;
  readonly block?: BlockList;
}

/** Equal keys: a file with equal bytes gives equal documents. Formats of modules are not covered, and their files always read. */
export function readingKey({ format, fields = {}, html = DEFAULT_HTML, block }: ReadingSettings): string {
  const kept = block === undefined ? {} : { block: blockListHash(block) };
  return sha256(canonicalJson({ format, fields, html, ...kept, version: SOFTWARE_VERSION }));
}
