/** The lines of a trace, in their order, as values. */
import { StillwebError } from '../../errors.ts';
import { MAX_TRACE_LINE_BYTES } from '../../limits.ts';
import { storageFault } from '../../store/storage-fault.ts';
import { packedFault, readUnpacked } from './packed-trace.ts';
import {
  TRACE_VERSION,
  type TraceAnswer,
  type TraceCall,
  type TraceHead,
  type TraceIndex,
  takeApart,
} from './trace-line.ts';
import type { LinePlace } from './trace-lines.ts';

export type TraceEntry =
  | { readonly kind: 'head'; readonly head: TraceHead }
  | { readonly kind: 'index'; readonly index: TraceIndex }
  /** `body` is null for a refusal. */
  | {
      readonly kind: 'answer';
      readonly answer: TraceAnswer;
      readonly body: Uint8Array | null;
      readonly place: LinePlace;
    }
  | { readonly kind: 'call'; readonly call: TraceCall };

export interface TraceReading {
  /** Default: `MAX_TRACE_LINE_BYTES`. */
  readonly maxLineBytes?: number;
  /** Told the number of the last line where that was cut, and is passed over. */
  readonly onCut?: (line: number) => void;
}

/**
 * A trace may be packed with gzip. A line that ends the file without a line feed is of a process that was killed, or is being written, and is passed over.
 *
 * @param wants which lines are parsed; the others are passed over unread. Default: all
 * @throws StillwebError INPUT_MISSING, TRACE_INVALID with the number of the line, STORAGE_FAILED
 */
export async function* readTrace(
  path: string,
  wants: (kind: TraceEntry['kind']) => boolean = () => true,
  { maxLineBytes = MAX_TRACE_LINE_BYTES, onCut }: TraceReading = {},
): AsyncGenerator<TraceEntry> {
  let number = 0;
  for await (const { line, start } of wholeLines(path, maxLineBytes, () => onCut?.(number + 1))) {
    number++;
    if (number === 1) requireHead(path, line);
    const kind = kindOf(line);
    if (kind === null) throw invalid(path, number, 'the line is none that a server writes');
    if (wants(kind)) yield entryOf(path, { number, start }, kind, line);
  }
  if (number === 0) throw invalid(path, 1, 'the file has no line');
}

/** By how a line begins: every writer puts the member that names its kind first. */
const BEGINNINGS = [
  ['call', '{"call":'],
  ['answer', '{"answer":'],
  ['index', '{"serves":'],
  ['head', '{"trace":'],
] as const;

function kindOf(line: Buffer): TraceEntry['kind'] | null {
  const start = line.toString('latin1', 0, 12);
  return BEGINNINGS.find(([, beginning]) => start.startsWith(beginning))?.[0] ?? null;
}

function requireHead(path: string, line: Buffer): void {
  if (kindOf(line) !== 'head') throw invalid(path, 1, 'the file does not begin as a trace does');
  const { trace } = parse(path, 1, line) as TraceHead;
  if (trace === TRACE_VERSION) return;
  throw invalid(path, 1, `it is a trace of version ${String(trace)}; this program reads version ${TRACE_VERSION}`);
}

function entryOf(
  path: string,
  { number, start }: { readonly number: number; readonly start: number },
  kind: TraceEntry['kind'],
  line: Buffer,
): TraceEntry {
  const value = parse(path, number, line);
  switch (kind) {
    case 'head':
      return { kind, head: value as TraceHead };
    case 'index':
      return { kind, index: value as TraceIndex };
    case 'call':
      return { kind, call: value as TraceCall };
    case 'answer': {
      const { told: answer, body } = takeApart(line, value);
      return { kind, answer, body, place: { start, length: line.length } };
    }
  }
}

function parse(path: string, number: number, line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    throw invalid(path, number, 'the line is no JSON');
  }
}

async function* wholeLines(
  path: string,
  maxBytes: number,
  onCut: () => void,
): AsyncGenerator<{ readonly line: Buffer; readonly start: number }> {
  let parts: Buffer[] = [];
  let bytes = 0;
  let lineStart = 0;
  try {
    for await (const chunk of (await readUnpacked(path)) as AsyncIterable<Buffer>) {
      let start = 0;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, start)) {
        const part = chunk.subarray(start, at);
        const line = parts.length === 0 ? part : Buffer.concat([...parts, part]);
        yield { line, start: lineStart };
        lineStart += line.length + 1;
        parts = [];
        bytes = 0;
        start = at + 1;
      }
      if (start === chunk.length) continue;
      parts.push(chunk.subarray(start));
      bytes += chunk.length - start;
      if (bytes > maxBytes) {
        throw new StillwebError('TRACE_INVALID', `${path} has a line of more than ${maxBytes} bytes`, {
          path,
          maxBytes,
        });
      }
    }
    if (bytes > 0) onCut();
  } catch (error) {
    throw packedFault(path, error) ?? storageFault(error) ?? error;
  }
}

function invalid(path: string, line: number, what: string): StillwebError {
  return new StillwebError('TRACE_INVALID', `${path}, line ${line}: ${what}`, { path, line });
}
