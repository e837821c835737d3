/** The lines of a trace, in their order, as values. */
import { StillwebError } from '../../errors.ts';
import { MAX_TRACE_LINE_BYTES } from '../../limits.ts';
import { storageFault } from '../../store/storage-fault.ts';
import { packedFault, readUnpacked } from './packed-trace.ts';
import { located, readEntry, type TraceEntry } from './trace-entry.ts';
import { kindOfLine } from './trace-line.ts';
import { invalidLine } from './trace-shape.ts';

export type { TraceEntry } from './trace-entry.ts';

export interface TraceReading {
  /** Default: `MAX_TRACE_LINE_BYTES`. */
  readonly maxLineBytes?: number;
  /** Told the number of the last line where that was cut, and is passed over. */
  readonly onCut?: (line: number) => void;
}

/**
 * A trace may be packed with gzip. A line that ends the file without a line feed is of a process that was killed, or is being written, and is passed over.
 *
 * @param wants which lines are parsed and checked; the others are passed over unread. Default: all
 * @throws StillwebError INPUT_MISSING, TRACE_INVALID with the number of the line and the member that is wrong, STORAGE_FAILED
 */
export async function* readTrace(
  path: string,
  wants: (kind: TraceEntry['kind']) => boolean = () => true,
  { maxLineBytes = MAX_TRACE_LINE_BYTES, onCut }: TraceReading = {},
): AsyncGenerator<TraceEntry> {
  let number = 0;
  for await (const { line, start } of wholeLines(path, maxLineBytes, () => onCut?.(number + 1))) {
    number++;
    const kind = kindOfLine(line);
    if (number === 1 && kind !== 'head') throw invalid(path, 1, 'the file does not begin as a trace does');
    if (kind === null) throw invalid(path, number, 'the line is none that a server writes');
    // Whether this program can read the file, its first line says.
    if (number > 1 && !wants(kind)) continue;
    const entry = readEntry(path, number, start, line);
    if (wants(kind)) yield entry;
  }
  if (number === 0) throw invalid(path, 1, 'the file is empty');
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

function invalid(path: string, line: number, what: string): unknown {
  return located(path, line, invalidLine(what));
}
