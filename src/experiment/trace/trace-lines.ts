/** Lines of a trace by their places, read from its file when they are asked for. A packed trace is unpacked for it, once. */
import { type FileHandle, open } from 'node:fs/promises';
import { storageFault } from '../../store/storage-fault.ts';
import { unpackTrace } from './packed-trace.ts';

/** Of a line in the file, unpacked, in bytes, without its line feed. */
export interface LinePlace {
  readonly start: number;
  readonly length: number;
}

export class TraceLines {
  readonly #path: string;
  /** Opened once, however many read at first. */
  #file: Promise<OpenedTrace> | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws StillwebError STORAGE_FAILED */
  async read({ start, length }: LinePlace): Promise<Buffer> {
    const line = Buffer.alloc(length);
    try {
      this.#file ??= openTrace(this.#path);
      await (await this.#file).handle.read(line, 0, length, start);
    } catch (error) {
      throw storageFault(error) ?? error;
    }
    return line;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    const opened = await file;
    await opened?.handle.close();
    await opened?.remove();
  }
}

interface OpenedTrace {
  readonly handle: FileHandle;
  /** What was unpacked for it. */
  remove(): Promise<void>;
}

async function openTrace(packed: string): Promise<OpenedTrace> {
  const { path, remove } = await unpackTrace(packed);
  try {
    return { handle: await open(path), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
