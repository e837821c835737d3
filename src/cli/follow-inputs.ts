import { StillwebError } from '../errors.ts';
import type { InputWatch } from './watch-inputs.ts';

export interface Following {
  readonly watch: InputWatch;
  /** What tells the inputs as they are from any other state of them. @throws StillwebError where they cannot be looked at */
  readonly stamp: () => string;
  /** Makes the index that of the inputs. */
  readonly sync: () => Promise<void>;
  /** Called for what went wrong; the next change is waited for. */
  readonly onFault: (error: StillwebError) => void;
}

/**
 * Keeps an index that of its inputs, until the watch ends. A fault of the inputs ends nothing: whoever writes them mends it, and the index
 * stays as it was until then. Inputs that change while they are read are read again.
 *
 * @throws what is no fault of the catalogue
 */
export async function followInputs({ watch, stamp, sync, onFault }: Following): Promise<void> {
  let known: string | null = null;
  let told: string | null = null;
  do {
    try {
      // Before reading: what changes meanwhile is then seen the next time.
      const found = stamp();
      if (found === known) continue;
      await sync();
      known = found;
      told = null;
    } catch (error) {
      if (!(error instanceof StillwebError)) throw error;
      if (error.code === 'INPUT_CHANGED') continue;
      // Told once, and tried again at each look: a lock goes, and a disk is mended.
      if (told !== error.message) onFault(error);
      told = error.message;
    }
  } while (await watch.next());
}
