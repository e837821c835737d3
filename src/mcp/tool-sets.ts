import { nearestName } from '../contract/nearest-name.ts';
import { type ErrorCode, StillwebError } from '../errors.ts';
import type { ToolSet } from './tool.ts';
import { TOOL_SET_NAMES, type ToolSetName } from './tool-set-names.ts';
import { brave } from './tools/brave.ts';
import { browsecompPlus } from './tools/browsecomp-plus.ts';
import { exa } from './tools/exa.ts';
import { firecrawl } from './tools/firecrawl.ts';
import { gptOss } from './tools/gpt-oss.ts';
import { openai } from './tools/openai.ts';
import { pyserini } from './tools/pyserini.ts';
import { searxng } from './tools/searxng.ts';
import { stillweb } from './tools/stillweb.ts';
import { tavily } from './tools/tavily.ts';

const TOOL_SETS: Readonly<Record<ToolSetName, ToolSet>> = {
  stillweb,
  openai,
  'gpt-oss': gptOss,
  'browsecomp-plus': browsecompPlus,
  pyserini,
  tavily,
  brave,
  exa,
  firecrawl,
  searxng,
};

/** @param code of the error: SETTING_INVALID for an operator, INVALID_REQUEST for a caller @throws StillwebError of that code */
export function findToolSet(name: string, code: ErrorCode = 'INVALID_REQUEST'): ToolSet {
  if (Object.hasOwn(TOOL_SETS, name)) return TOOL_SETS[name as ToolSetName];
  const shown = name.slice(0, 64).toWellFormed();
  const meant = nearestName(shown, TOOL_SET_NAMES);
  const hint = meant === null ? '' : ` (did you mean ${meant}?)`;
  throw new StillwebError(code, `there is no tool set ${JSON.stringify(shown)}${hint}`, {
    field: 'tools',
    supported: TOOL_SET_NAMES,
    ...(meant !== null && { didYouMean: meant }),
  });
}
