/** The sets of tools that there are, the default first. Apart from the sets, so that a command line can name them without them. */
export const TOOL_SET_NAMES = [
  'stillweb',
  'openai',
  'gpt-oss',
  'browsecomp-plus',
  'pyserini',
  'tavily',
  'brave',
  'exa',
  'firecrawl',
  'searxng',
] as const;

export type ToolSetName = (typeof TOOL_SET_NAMES)[number];

export const DEFAULT_TOOL_SET: ToolSetName = 'stillweb';
