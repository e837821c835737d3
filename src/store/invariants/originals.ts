import { ORIGINAL_PLACES_FILE, ORIGINALS_FILE } from '../../format/file-names.ts';
import { isMediaType } from '../../format/originals.ts';
import { MAX_FILE_BYTES } from '../../limits.ts';
import type { IndexView } from '../index-view.ts';
import type { Findings } from './findings.ts';

/** Originals follow each other without a gap to the end of their file, and each has a length and a type. */
export function checkOriginals({ originals, index }: IndexView, findings: Findings): void {
  const { files } = index.manifest;
  const file = files.find(({ name }) => name === ORIGINALS_FILE);
  if (originals === null) {
    if (file !== undefined) findings.add('original', `${ORIGINALS_FILE} is there without ${ORIGINAL_PLACES_FILE}`);
    return;
  }
  const { offset, bytes, type, types } = originals;
  const documents = bytes.length;
  if (offset[0] !== 0 || offset[documents] !== file?.bytes) {
    findings.add(
      'original',
      `originals take ${offset[documents]} bytes, and ${ORIGINALS_FILE} has ${file?.bytes ?? 0}`,
    );
  }
  for (let document = 0; document < documents; document++) {
    const length = offset[document + 1] - offset[document];
    const isAbsent = length === 0 && bytes[document] === 0 && type[document] === 0;
    const isThere =
      length >= 0 && length <= bytes[document] && bytes[document] <= MAX_FILE_BYTES && type[document] - 1 in types;
    if (!Number.isSafeInteger(offset[document + 1]) || (!isAbsent && !isThere)) {
      findings.add('original', `that of document ${document} has ${length} bytes for ${bytes[document]}`);
    }
  }
  const odd = types.find((each) => !isMediaType(each));
  if (odd !== undefined) findings.add('original', `${JSON.stringify(odd)} is no media type`);
}
