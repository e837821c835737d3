import type { ErrorCode } from '../errors.ts';
import type { Row } from './canary.ts';
import { refuseLine, type TextLine } from './text-lines.ts';

/** The object that a line of JSON Lines is. @param invalid the code of a line that is none */
export function parseJsonRow({ number, text }: TextLine, path: string, invalid: ErrorCode): Row {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuseLine(invalid, path, number, 'the line is not JSON');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
  throw refuseLine(invalid, path, number, 'the line is not a JSON object');
}
