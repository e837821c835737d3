/** Hosts of search APIs whose requests go to the dialects, unchanged: the server knows them by their Host header. */
export interface VendorHost {
  readonly host: string;
  /** With which the paths of the API begin; other paths of the host are pages. */
  readonly path: string;
}

const VENDOR_HOSTS: readonly VendorHost[] = [
  ...[
    'api.tavily.com',
    'google.serper.dev',
    'scrape.serper.dev',
    'r.jina.ai',
    's.jina.ai',
    'svip.jina.ai',
    'api.exa.ai',
    'api.search.brave.com',
    'api.bing.microsoft.com',
    'api.firecrawl.dev',
    'api.perplexity.ai',
    'serpapi.com',
    'api.linkup.so',
    'ydc-index.io',
    'api.ydc-index.io',
    'lite.duckduckgo.com',
    'html.duckduckgo.com',
    'api.brightdata.com',
  ].map((host) => ({ host, path: '/' })),
  { host: 'www.googleapis.com', path: '/customsearch/' },
  { host: 'customsearch.googleapis.com', path: '/' },
  { host: 'www.bing.com', path: '/search' },
];

export function vendorHosts(): readonly VendorHost[] {
  return VENDOR_HOSTS;
}
