import { pathToFileURL } from 'node:url';
import type { ModuleUrls } from '../modules.ts';
import { workerFile } from '../worker-file.ts';

/** The treatments of the house, as threads import them: apart from them, so that whoever starts threads need not load them. */
export const TREATMENT_MODULES: ModuleUrls = [pathToFileURL(workerFile(import.meta.url, 'treatments.js')).href];
