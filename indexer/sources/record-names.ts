import { join } from 'node:path';
import { sourcesFolder } from '../../src/store/layout.ts';

/** Names of what a build remembers of its inputs: of the record that is being made, and of that of a generation. */

export const PAGE_RECORD = 'pages.jsonl';
export const FILE_RECORD = 'files.jsonl';
export const BUILD_RECORD = 'build.jsonl';
export const BLOCK_RECORD = 'blocks.jsonl';
export const CHANGES_FILE = 'changes.jsonl';
export const CHANGED_ORIGINALS_FILE = 'changes.bin';

/** Names of records in the folder of sources: the generation, and what is recorded. */
export const RECORD_FILE_PATTERN = /^([0-9a-f]{16}-[0-9a-f]{16})\.(?:pages|files|build|units|blocks)\.jsonl$/;

/** The same of units and of proven blocks, of which only those of the generation that was made last are kept. */
export const KEPT_UNIT_PATTERN = /^([0-9a-f]{16}-[0-9a-f]{16})\.(?:(?:units|blocks)\.jsonl|unit-\d{6,}\.bin)$/;

export const pageRecordFile = (directory: string, generation: string) =>
  join(sourcesFolder(directory), `${generation}.${PAGE_RECORD}`);
export const fileRecordFile = (directory: string, generation: string) =>
  join(sourcesFolder(directory), `${generation}.${FILE_RECORD}`);
export const buildRecordFile = (directory: string, generation: string) =>
  join(sourcesFolder(directory), `${generation}.${BUILD_RECORD}`);

export const unitRecordFile = (directory: string, generation: string) =>
  join(sourcesFolder(directory), `${generation}.units.jsonl`);

export const blockRecordFile = (directory: string, generation: string) =>
  join(sourcesFolder(directory), `${generation}.${BLOCK_RECORD}`);

/** Texts that documents without any are joined with, while a build reads. */
export const JOINED_FILE = 'joined.jsonl';
