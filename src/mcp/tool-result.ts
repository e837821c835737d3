/** From what a tool answers, or throws, to a result of `tools/call`. */
import type { CallToolResult } from '@modelcontextprotocol/server';
import { describeError, type StillwebError } from '../errors.ts';
import { cleanText, cleanValue } from './clean-text.ts';
import type { ToolAnswer } from './tool.ts';

/** Member of `_meta` that names the index, in every result. */
export const INDEX_META = 'stillweb/index';
/** Member of `_meta` that holds what policies of the session say of the answer. */
export const NOTES_META = 'stillweb/notes';
/** Member of `_meta` that holds an error as data. */
export const ERROR_META = 'stillweb/error';

/** @param remarks what policies of the session say of the answer: the model reads them behind it */
export function toolResult({ index, structured, text }: ToolAnswer, remarks: readonly string[] = []): CallToolResult {
  const cleaned = structured === undefined ? undefined : cleanValue(structured);
  const shown = text === undefined ? [JSON.stringify(cleaned)] : [text].flat().map(cleanText);
  return {
    content: [...shown, ...remarks.map((remark) => `Note: ${remark}`)].map((item) => ({ type: 'text', text: item })),
    ...(cleaned !== undefined && { structuredContent: cleaned as Record<string, unknown> }),
    _meta: { [INDEX_META]: index, ...(remarks.length > 0 && { [NOTES_META]: remarks }) },
  };
}

/** The model reads what happened, the facts and how to mend it; programs find the same as data. */
export function errorResult(error: StillwebError): CallToolResult {
  const { code, message, facts, entry } = error;
  return {
    isError: true,
    content: [{ type: 'text', text: cleanText(describeError(error)) }],
    _meta: { [ERROR_META]: cleanValue({ code, message, facts, fix: entry.fix, retry: entry.retry }) },
  };
}
