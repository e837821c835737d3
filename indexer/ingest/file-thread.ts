import { Worker } from 'node:worker_threads';
import { FILE_HEAP_MEBIBYTES, FILE_PATIENCE_MS } from '../../src/limits.ts';
import { workerFile } from '../../src/worker-file.ts';
import type { FileAnswer, FileContent, FileKind, FileQuestion } from './file-content.ts';
import { PageFault } from './page-fault.ts';

/** The packages that read files of these kinds, each in the version that is tested. */
export const FILE_PACKAGES: { readonly [kind in FileKind]: string } = { pdf: 'unpdf@1.7.0', docx: 'mammoth@1.13.0' };

/**
 * A thread that parses files one after the other, and is replaced when a file ends it. It starts with the first file, and does not hold the
 * process.
 */
export class FileThread {
  readonly #file: string;
  readonly #patienceMs: number;
  #worker: Worker | null = null;

  /** @param file the compiled file of the thread */
  constructor(file = workerFile(import.meta.url, './file-worker.js'), patienceMs = FILE_PATIENCE_MS) {
    this.#file = file;
    this.#patienceMs = patienceMs;
  }

  /**
   * @throws PageFault READER_MISSING when the package is not installed; DOCUMENT_TOO_LARGE; DOCUMENT_UNREADABLE for a file that is damaged,
   *   encrypted, or ends the thread; PAGE_TOO_SLOW when the thread had no answer after `FILE_PATIENCE_MS`, which the message says
   */
  async read(kind: FileKind, bytes: Uint8Array): Promise<FileContent> {
    const answer = await this.#ask({ kind, bytes });
    if (!('refused' in answer)) return answer;
    const facts = { format: kind };
    if (answer.refused === 'large') throw new PageFault('DOCUMENT_TOO_LARGE', answer.what, undefined, { facts });
    if (answer.refused === 'damaged') throw new PageFault('DOCUMENT_UNREADABLE', answer.what, undefined, { facts });
    const install = `npm install ${FILE_PACKAGES[kind]}`;
    const what = `${answer.what}: ${install}`;
    throw new PageFault('READER_MISSING', what, undefined, {
      facts: { ...facts, package: FILE_PACKAGES[kind], install },
    });
  }

  /** Ends the thread; another begins with the next file. */
  end(): void {
    void this.#worker?.terminate();
    this.#worker = null;
  }

  #start(): Worker {
    const worker = new Worker(this.#file, {
      resourceLimits: { maxOldGenerationSizeMb: FILE_HEAP_MEBIBYTES },
      // What the packages print about a file is nobody's.
      stdout: true,
      stderr: true,
    });
    // One that ends between two files, or is ended, is replaced.
    worker.on('error', () => {});
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = null;
    });
    return worker;
  }

  #ask(question: FileQuestion): Promise<FileAnswer> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    worker.ref();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const what = `was not parsed in ${this.#patienceMs} ms, measured by the clock`;
        give(() =>
          reject(new PageFault('PAGE_TOO_SLOW', what, undefined, { facts: { patienceMs: this.#patienceMs } })),
        );
        this.end();
      }, this.#patienceMs);
      const onEnd = (error: unknown): void => {
        const reason = error instanceof Error ? error.message : `it ended with ${String(error)}`;
        this.#worker = null;
        give(() =>
          resolve({ refused: 'damaged', what: `ends the thread that parses it (${reason.split('\n', 1)[0]})` }),
        );
      };
      const give = (settle: () => void): void => {
        clearTimeout(timer);
        worker.off('message', onAnswer).off('error', onEnd).off('exit', onEnd);
        worker.unref();
        settle();
      };
      const onAnswer = (answer: FileAnswer): void => give(() => resolve(answer));
      worker.once('message', onAnswer);
      worker.once('error', onEnd);
      worker.once('exit', onEnd);
      worker.postMessage(question);
    });
  }
}
