import { MAX_LINE_BYTES } from '../../src/limits.ts';
import type { CollectionReader } from './collection.ts';
import { LineSplitter } from './line-splitter.ts';

/**
 * A dump of the search index of a wiki: lines in pairs, `{"index": {"_id": "12"}}` and the page, whose text is plain already. The id
 * is the number of the page; redirects are addresses of their article as in the XML, and its `redirects`.
 * @see https://www.mediawiki.org/wiki/Help:CirrusSearch/Dumps
 */
export const cirrusReader: CollectionReader = {
  name: 'cirrus',
  endings: [],
  claims: (name) => /(?:cirrussearch|wik\w*_content)[^/]*\.json$/.test(name),

  detect(_name, firstBytes) {
    return /^(?:\xef\xbb\xbf)?\s*\{\s*"index"\s*:\s*\{/.test(Buffer.from(firstBytes).toString('latin1'));
  },

  async *read(file, options) {
    const splitter = new LineSplitter(MAX_LINE_BYTES);
    const { CirrusPages } = await import('./wikidump/cirrus-pages.ts');
    const pages = new CirrusPages(file, options);
    for await (const chunk of file.content) yield pages.collect(splitter.split(chunk));
    yield pages.collect(splitter.finish());
  },
};
