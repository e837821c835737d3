import type { CollectionReader } from './collection.ts';

/**
 * The XML export of a MediaWiki, such as `enwiki-20260101-pages-articles.xml.bz2`: one document an article. The id is the number of
 * the page; links and addresses name titles. A redirect is no document, but a second address of the page that it leads to.
 */
export const wikipediaReader: CollectionReader = {
  name: 'wikipedia',
  endings: [],

  /** Other XML is passed over in folders: dumps are told from it by how they are called. */
  claims: (name) => /(?:^|[-_.])pages[-_](?:articles|meta|current|full)[^/]*\.xml(?:-p\d+p\d+)?$/.test(name),

  detect(_name, firstBytes) {
    return Buffer.from(firstBytes).toString('latin1').includes('<mediawiki');
  },

  async *read(file, options) {
    const { Dump } = await import('./wikidump/dump-reading.ts');
    const dump = new Dump(file, options);
    for await (const chunk of file.content) {
      const collected = dump.read(chunk);
      if (collected.length > 0) yield collected;
    }
    dump.finish();
  },
};
