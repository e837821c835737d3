/** The dialects of the house. Whoever starts threads names this module to them, so that they can write its bodies. */
import { pathToFileURL } from 'node:url';
import type { ModuleUrls } from '../modules.ts';
import { workerFile } from '../worker-file.ts';
import { AGENTGYM } from './agentgym.ts';
import { ANSERINI } from './anserini.ts';
import { ASEARCHER } from './asearcher.ts';
import { BING } from './bing.ts';
import { BRAVE } from './brave.ts';
import { BRIGHTDATA } from './brightdata.ts';
import { CARR } from './carr.ts';
import { DEEPRESEARCHGYM } from './deepresearchgym.ts';
import { type Dialect, registerDialect } from './dialect.ts';
import { DSPY } from './dspy.ts';
import { DUCKDUCKGO } from './duckduckgo.ts';
import { EXA } from './exa.ts';
import { FIRECRAWL } from './firecrawl.ts';
import { GOOGLE } from './google.ts';
import { GPT_RESEARCHER } from './gpt-researcher.ts';
import { HIERSEARCH } from './hiersearch.ts';
import { JINA } from './jina.ts';
import { LINKUP } from './linkup.ts';
import { LITERESEARCHER } from './literesearcher.ts';
import { MASSIVE_SERVE } from './massive-serve.ts';
import { OPENENV } from './openenv.ts';
import { OPENRESEARCHER } from './openresearcher.ts';
import { OPENWEBUI } from './openwebui.ts';
import { PERPLEXITY } from './perplexity.ts';
import { R1_SEARCHER } from './r1-searcher.ts';
import { RECALL } from './recall.ts';
import { RLLM } from './rllm.ts';
import { ROUTIR } from './routir.ts';
import { SEARCH_R1 } from './search-r1.ts';
import { SEARXNG } from './searxng.ts';
import { SERPAPI } from './serpapi.ts';
import { SERPER } from './serper.ts';
import { TAVILY } from './tavily.ts';
import { ULTRARAG } from './ultrarag.ts';
import { WIKICHAT } from './wikichat.ts';
import { YOU } from './you.ts';
import { ZEROSEARCH } from './zerosearch.ts';

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
  ASEARCHER,
  DEEPRESEARCHGYM,
  DSPY,
  ANSERINI,
  GPT_RESEARCHER,
  OPENWEBUI,
  RLLM,
  ZEROSEARCH,
  R1_SEARCHER,
  RECALL,
  HIERSEARCH,
  LITERESEARCHER,
  OPENRESEARCHER,
  MASSIVE_SERVE,
  WIKICHAT,
  ROUTIR,
  CARR,
  ULTRARAG,
  AGENTGYM,
  OPENENV,
];

for (const dialect of DIALECTS) registerDialect(dialect);

/** This module, as threads import it. */
export const DIALECT_MODULES: ModuleUrls = [pathToFileURL(workerFile(import.meta.url, 'dialects.js')).href];
