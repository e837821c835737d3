import { loadStaticEncoder } from '../../src/encoder/static-encoder.ts';
import { encoderContract } from './encoder.ts';

encoderContract('static', () => loadStaticEncoder(), { isSymmetric: true });
