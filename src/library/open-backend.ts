import { DIALECT_MODULES } from '../dialects/dialects.ts';
import { TREATMENT_MODULES } from '../experiment/treatment-modules.ts';
import { importModules, type ModuleUrls } from '../modules.ts';
import { VectorDevice } from '../retrieval/gpu/vector-device.ts';
import { IndexSet } from '../serving/index-set.ts';
import type { SearchBackend } from '../serving/search-backend.ts';
import { moduleUrls } from './module-urls.ts';
import { namedRerankers } from './reranker-settings.ts';
import type { ServeOptions } from './serve.ts';
import { usualWorkers } from './usual-workers.ts';

export type BackendOptions = Pick<
  ServeOptions,
  'workers' | 'device' | 'encoderPath' | 'encoderDevice' | 'encoderCache' | 'vectors' | 'rerankers' | 'modules'
>;

/**
 * Threads over index directories that answer any key, as those of a server do; nobody speaks HTTP.
 *
 * @param directories each a path, or `NAME=PATH`
 * @throws StillwebError what opening an index throws
 */
export async function openBackend(
  directories: readonly string[],
  options: BackendOptions = {},
): Promise<SearchBackend> {
  const own: ModuleUrls = moduleUrls(options.modules ?? []);
  await importModules(own);
  const device = await VectorDevice.open(options.device ?? 'auto', { onLost: () => {}, onReturned: () => {} });
  const set = new IndexSet(directories, {
    workers: options.workers ?? usualWorkers(),
    modules: [...DIALECT_MODULES, ...TREATMENT_MODULES, ...own],
    encoder: { path: options.encoderPath, device: options.encoderDevice, cache: options.encoderCache },
    rerankers: await namedRerankers(options.rerankers),
    vectors: options.vectors,
    isStrict: false,
    device,
    onProgress: () => {},
  });
  try {
    const backend = await set.open();
    return {
      get indexes() {
        return backend.indexes;
      },
      workers: backend.workers,
      get serviceMs() {
        return backend.serviceMs;
      },
      answer: (key, call) => backend.answer(key, call),
      close: async () => {
        await backend.close();
        await device.close();
      },
    };
  } catch (error) {
    await device.close();
    throw error;
  }
}
