/** Files that engines of others add to an index, each of a name that the format leaves free. */

export const WINK_FILE = 'wink.json';
export const HNSWLIB_FILE = 'hnswlib.bin';
