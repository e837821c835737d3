import { StillwebError } from '../errors.ts';
import { readFileSync } from '../store/file-system.ts';

/** The bearer token that a file of `--token-file` holds, without white space around it. @throws StillwebError SETTING_INVALID */
export function readToken(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new StillwebError(
      'SETTING_INVALID',
      `the token file ${path} cannot be read`,
      { setting: 'token-file' },
      { cause },
    );
  }
  if (text !== '') return text;
  throw new StillwebError('SETTING_INVALID', `the token file ${path} is empty`, { setting: 'token-file' });
}
