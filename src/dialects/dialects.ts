/** The dialects of the house. Whoever starts threads names this module to them, so that they can write its bodies. */
import { pathToFileURL } from 'node:url';
import type { ModuleUrls } from '../modules.ts';
import { workerFile } from '../worker-file.ts';
import { BING } from './bing.ts';
import { BRAVE } from './brave.ts';
import { BRIGHTDATA } from './brightdata.ts';
import { type Dialect, registerDialect } from './dialect.ts';
import { DUCKDUCKGO } from './duckduckgo.ts';
import { EXA } from './exa.ts';
import { FIRECRAWL } from './firecrawl.ts';
import { GOOGLE } from './google.ts';
import { JINA } from './jina.ts';
import { LINKUP } from './linkup.ts';
import { PERPLEXITY } from './perplexity.ts';
import { SEARCH_R1 } from './search-r1.ts';
import { SEARXNG } from './searxng.ts';
import { SERPAPI } from './serpapi.ts';
import { SERPER } from './serper.ts';
import { TAVILY } from './tavily.ts';
import { YOU } from './you.ts';

export const DIALECTS: readonly Dialect[] = [
  SEARCH_R1,
  SEARXNG,
  TAVILY,
  SERPER,
  FIRECRAWL,
  JINA,
  EXA,
  BRAVE,
  PERPLEXITY,
  BING,
  SERPAPI,
  GOOGLE,
  LINKUP,
  YOU,
  DUCKDUCKGO,
  BRIGHTDATA,
];

for (const dialect of DIALECTS) registerDialect(dialect);

/** This module, as threads import it. */
export const DIALECT_MODULES: ModuleUrls = [pathToFileURL(workerFile(import.meta.url, 'dialects.js')).href];
