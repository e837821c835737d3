import { Option } from 'commander';
import { DEFAULT_TOOL_SET, TOOL_SET_NAMES } from '../mcp/tool-set-names.ts';

/** @param flags such as `--tools <set>` */
export function mcpToolsOption(flags: string, description: string): Option {
  return new Option(flags, description).choices(TOOL_SET_NAMES).default(DEFAULT_TOOL_SET);
}
