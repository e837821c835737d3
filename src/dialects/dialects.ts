/** The dialects of the house. Whoever starts threads names this module to them, so that they can write its bodies. */
import { pathToFileURL } from 'node:url';
import type { ModuleUrls } from '../modules.ts';
import { workerFile } from '../worker-file.ts';
import { type Dialect, registerDialect } from './dialect.ts';
import { SEARCH_R1 } from './search-r1.ts';
import { SEARXNG } from './searxng.ts';

export const DIALECTS: readonly Dialect[] = [
  //
  SEARCH_R1,
  SEARXNG,
];

for (const dialect of DIALECTS) registerDialect(dialect);

/** This module, as threads import it. */
export const DIALECT_MODULES: ModuleUrls = [pathToFileURL(workerFile(import.meta.url, 'dialects.js')).href];
