import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadStaticEncoder, STATIC } from '../../src/encoder/static-encoder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { TRIGRAMS } from '../toys/toy-encoder.ts';
import { encoderContract } from './encoder.ts';

encoderContract(STATIC, { isSymmetric: true, makeEncoder: () => loadStaticEncoder() });

function makeModel(): string {
  const model = temporaryFolder();
  writeFileSync(join(model, 'buckets.txt'), '256');
  return model;
}
let model: string | undefined;
encoderContract(TRIGRAMS, {
  isSymmetric: false,
  source: () => {
    model ??= makeModel();
    return model;
  },
});
