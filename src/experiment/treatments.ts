/** The treatments of the house. Importing this registers them in a thread. */
import { pathToFileURL } from 'node:url';
import type { ModuleUrls } from '../modules.ts';
import { registerTreatment, type Treatment } from '../serving/treatment.ts';
import { workerFile } from '../worker-file.ts';
import { MASK_TREATMENT } from './mask/mask-treatment.ts';

export const TREATMENTS: readonly Treatment[] = [MASK_TREATMENT];

for (const treatment of TREATMENTS) registerTreatment(treatment);

/** This module, as threads import it. */
export const TREATMENT_MODULES: ModuleUrls = [pathToFileURL(workerFile(import.meta.url, 'treatments.js')).href];
