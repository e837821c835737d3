import { lowerAscii } from '../../src/bytes/lower-ascii.ts';
import { StillwebError } from '../../src/errors.ts';

/** What is recognised so that it can be refused by its name, by first bytes that no text begins with. */
const FOREIGN: readonly (readonly [name: string, magic: readonly number[]])[] = [
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['lz4 in its old form', [0x02, 0x21, 0x4c, 0x18]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['compress', [0x1f, 0x9d]],
  ['lzip', [0x4c, 0x5a, 0x49, 0x50, 0x01]],
  ['snappy', [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59]],
  ['zstd before version 0.2', [0x1e, 0xb5, 0x2f, 0xfd]],
  ...[2, 3, 4, 5, 6, 7].map((minor) => [`zstd of version 0.${minor}`, [0x20 + minor, 0xb5, 0x2f, 0xfd]] as const),
];

/** The compressions that are read, by the endings that say so, and the bytes that each begins with. */
const READ = new Map([
  ['.gz', { name: 'gzip', magic: [0x1f, 0x8b, 0x08] }],
  ['.bz2', { name: 'bzip2', magic: [0x42, 0x5a, 0x68] }],
  ['.zst', { name: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd] }],
]);

/**
 * Refuses content that is in no compression that is read, and is no text either where its name says that it is compressed.
 * A plain text under the name of a compressed one passes: programs that fetch files often expand them and keep the name.
 *
 * @param head the first bytes of the file, as many as were read at once
 * @param admitsArchives whether a ZIP is what it may be
 * @throws StillwebError COMPRESSION_UNSUPPORTED, INPUT_CORRUPT
 */
export function refuseForeign(path: string, head: Buffer, admitsArchives = false): void {
  // A DOCX is a zip by its format.
  const admitsZip = admitsArchives || lowerAscii(path).endsWith('.docx');
  const foreign = FOREIGN.find(([name, magic]) => beginsWith(head, magic) && !(admitsZip && name === 'zip'));
  if (foreign !== undefined) {
    const [compression] = foreign;
    const facts = { file: path, compression, supported: [...READ.values()].map(({ name }) => name) };
    throw new StillwebError('COMPRESSION_UNSUPPORTED', `${path} is compressed with ${compression}`, facts);
  }
  const named = READ.get(lowerAscii(path.slice(path.lastIndexOf('.'))));
  if (named === undefined) return;
  const { name, magic } = named;
  const isCut = head.length <= magic.length && beginsWith(Buffer.from(magic), [...head]);
  if (!isCut && isText(head)) return;
  // A frame of zstd may be written without its first four bytes, and can then be told from nothing else.
  const reason = isCut ? 'it ends early' : `it does not begin with the magic number of ${name}`;
  const facts = { file: path, compression: name, reason, expandedBytes: 0 };
  throw new StillwebError('INPUT_CORRUPT', `${path} cannot be expanded as ${name}: ${reason}`, facts);
}

function beginsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, place) => bytes[place] === byte);
}

/**
 * Whether bytes may be a text in any encoding: they begin with a byte order mark, or hold no control characters but white
 * space, and those that shift between the sets of a 7-bit encoding.
 */
function isText(bytes: Buffer): boolean {
  if (beginsWith(bytes, [0xff, 0xfe]) || beginsWith(bytes, [0xfe, 0xff])) return true;
  return bytes.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0f) || byte === 0x1b);
}
