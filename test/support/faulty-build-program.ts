/** The build of `faulty-build.ts` in a process of its own: `node …/faulty-build-program.js INPUT DIR MODULE`. */
import { buildIndex } from '../../indexer/build.ts';
import { faultyBuild } from './faulty-build.ts';

const [input, directory, module] = process.argv.slice(2);
await buildIndex(faultyBuild(input, directory, [module]));
