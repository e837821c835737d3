/** The calls of a trace that is closed, as a table beside it: written from its lines, so that recording a call has no part in it. */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { storageFault } from '../../store/storage-fault.ts';
import { writeCallsTable } from './calls-table.ts';
import { readTrace } from './read-trace.ts';
import type { TraceCall } from './trace-line.ts';

/** Where the table of a trace stands. */
export function tableBeside(trace: string): string {
  return `${trace}.arrow`;
}

/**
 * Writes all calls of a trace, those of earlier servers too, to `tableBeside`, in the file format of Apache Arrow. What stood there goes
 * when the whole of it is written.
 *
 * @throws StillwebError TRACE_INVALID, STORAGE_FAILED
 */
export async function writeCallsBeside(trace: string): Promise<void> {
  const part = `${tableBeside(trace)}.part`;
  try {
    await pipeline(Readable.from(writeCallsTable(callsOf(trace))), createWriteStream(part));
    await rename(part, tableBeside(trace));
  } catch (error) {
    await rm(part, { force: true });
    throw storageFault(error) ?? error;
  }
}

async function* callsOf(trace: string): AsyncGenerator<TraceCall> {
  for await (const entry of readTrace(trace, (kind) => kind === 'call')) if (entry.kind === 'call') yield entry.call;
}
