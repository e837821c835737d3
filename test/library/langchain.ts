import { StillwebRetriever } from 'stillweb/langchain';

const retriever = new StillwebRetriever({ baseUrl: 'http://127.0.0.1:7080', k: 2, tags: ['stillweb'] });
for (const { pageContent, metadata } of await retriever.invoke('lens of a lamp')) {
  console.log(metadata.rank, metadata.source, pageContent.length);
}

const snippets = new StillwebRetriever({ baseUrl: 'http://127.0.0.1:7080', search: { unit: 'document', text: false } });
const [best] = await snippets.invoke('lens of a lamp');
console.log(best.id, best.metadata.title, best.pageContent);
