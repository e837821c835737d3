import { engineNames, namedEngine } from '../../src/retrieval/engines.ts';
import { COORDINATION } from '../toys/toy-engine.ts';
import { engineContract } from './engine.ts';

// The toy registers itself when it is imported, as any engine of elsewhere does.
// promise: engine/contract
for (const name of new Set([...engineNames(), COORDINATION.name])) engineContract(namedEngine(name));
