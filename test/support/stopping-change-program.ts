/**
 * A change that stops for good after so many documents, to be killed there: `node …/stopping-change-program.js INPUT DIR 200`
 * prints a line when it has come to that document, and then its main thread does nothing more. Units hold 50 documents.
 */
import { changeIndex } from '../../indexer/change-index.ts';
import { interruptedChange } from './interrupted-build.ts';

const [input, directory, documents] = process.argv.slice(2);
await changeIndex({
  ...interruptedChange(input, directory),
  onProgress: (progress) => {
    if (progress.documents !== Number(documents)) return;
    process.stdout.write('stopped\n', () => {});
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
});
