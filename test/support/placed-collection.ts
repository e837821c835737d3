/** A collection with everything that a filter asks of: hosts, days, languages, typed fields, links, copies, several passages. */

const WORDS = [
  'river',
  'copper',
  'telescope',
  'harbour',
  'salmon',
  'granite',
  'violin',
  'comet',
  'barley',
  'lantern',
  'glacier',
];
const HOSTS = ['maps.example.org', 'example.org', 'news.example.com', 'bücher.example', 'www.shop.example.net'];
const LANGUAGES = ['en', 'de', 'fr'];

/** @returns JSON Lines */
export function placedCollection(documents: number): string {
  const lines: string[] = [];
  for (let i = 0; i < documents; i++) {
    const word = (n: number) => WORDS[(i * 7 + n * n * 3 + (n % 5) * i) % WORDS.length];
    // Every ninth repeats an earlier one.
    const seed = i % 9 === 8 ? i - 8 : i;
    const sentences = Array.from({ length: 3 + (seed % 9) }, (_, n) => {
      const own = Array.from(
        { length: 6 + ((seed + n) % 7) },
        (_, k) => WORDS[(seed * 5 + n * 11 + k * k * (1 + (seed % 4))) % WORDS.length],
      );
      return `The ${own.join(' ')} of number ${seed}.`;
    });
    lines.push(
      JSON.stringify({
        id: `doc-${i}`,
        title: i % 4 === 0 ? `${word(1)} and ${word(2)}` : `About ${word(3)}`,
        url: `https://${HOSTS[i % HOSTS.length]}/${word(4)}/${i}`,
        ...(i % 5 !== 4 && { date: `20${String(10 + (i % 13))}-0${1 + (i % 9)}-1${i % 9}` }),
        ...(i % 6 !== 5 && { language: LANGUAGES[i % LANGUAGES.length] }),
        text: sentences.join(' '),
        links: [`doc-${(i * 3 + 1) % documents}`, `doc-${(i + 17) % documents}`],
        year: 1990 + (i % 40) + (i % 2) / 2,
        kind: ['report', 'letter', 'A. B.'][i % 3],
        tags: WORDS.slice(i % 5, (i % 5) + (i % 3)),
        day: `20${String(10 + (i % 13))}-0${1 + (i % 9)}-1${i % 9}`,
      }),
    );
  }
  return `${lines.join('\n')}\n`;
}

export const PLACED_FIELDS = ['year:number', 'kind:keyword', 'tags:set', 'day:date'];

const FILTERS: readonly object[] = [
  { sites: ['example.org'] },
  { excludeSites: ['example.org', 'bücher.example'] },
  { after: '2014-01-01', before: '2019-06-30' },
  { languages: ['DE', 'xx'] },
  { ids: ['doc-1', 'doc-5', 'doc-40', 'none'], excludeIds: ['doc-5'] },
  { where: { field: 'year', gte: 2000.5 } },
  { where: { field: 'kind', in: ['letter', 'A. B.'] } },
  { where: { not: { field: 'tags', eq: 'copper' } } },
  { where: { field: 'tags', exists: false } },
  {
    where: {
      and: [
        { field: 'day', eq: '2015' },
        { field: 'year', lt: 2010 },
      ],
    },
  },
  {
    where: {
      or: [
        { field: 'day', gt: '2020-03' },
        { field: 'kind', eq: 'report' },
      ],
    },
  },
];

const LEVERS: readonly object[] = [
  {},
  { unit: 'passage' },
  { k: 30, offset: 25 },
  { explain: true },
  { text: true, maxChars: 120 },
  { snippet: false, k: 100 },
  { collapse: false },
  { fields: true },
  { unit: 'passage', text: true, expand: 2 },
  { fuzzy: false, requestWords: false },
  { minCoverage: 0.5 },
  { rerank: 'graph' },
];

/** So many different requests to `/v1/search`. @param modes of the index */
export function placedRequests(count: number, modes: readonly string[]): object[] {
  return Array.from({ length: count }, (_, i) => {
    const pick = (n: number) => WORDS[(i * 13 + n * 7 + Math.floor(i / 11)) % WORDS.length];
    const shapes = [
      `${pick(1)} ${pick(2)}`,
      `"${pick(1)} ${pick(2)}" ${pick(3)}`,
      `${pick(1)} -${pick(4)}`,
      `${pick(1)} OR ${pick(2)}`,
      `intitle:${pick(3)} ${pick(1)}`,
      `how do you know about ${pick(2)}`,
      `${pick(1).slice(1)} ${pick(2)}x`,
      `${pick(1)} site:example.org`,
      `${pick(2)} ${pick(3)} ${pick(4)} number ${i % 60}`,
      `-"${pick(1)} ${pick(5)}" ${pick(2)} before:2018-01-01`,
      `${pick(1)} year>=2005`,
    ];
    const filter = i % 3 === 0 ? { filter: FILTERS[Math.floor(i / 3) % FILTERS.length] } : {};
    return { query: shapes[i % shapes.length], mode: modes[i % modes.length], ...LEVERS[i % LEVERS.length], ...filter };
  });
}
