import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { LogOptions } from '../../../../src/experiment/sessions/session-log.ts';
import { readEvents } from '../../../support/logged-sessions.ts';
import { sharedData } from '../../../support/shared-data.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();
let count = 0;

function eventsOf(lines: readonly string[], options?: LogOptions) {
  const path = join(folder, `log-${count++}`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return readEvents(path, options);
}

describe('a trace of calls', () => {
  it('may end in a line that a process which was killed has cut: it is passed over, and told', async () => {
    const path = join(folder, 'cut.jsonl');
    const call = '{"call":1,"session":"s","step":1,"kind":"search","asked":{"query":"tide"}}';
    for (const [text, events, lines] of [
      [`${call}\n{"call":2,"sess`, 1, [2]],
      [`${call}\n${call.replace('1', '2')}`, 2, []],
    ] as const) {
      writeFileSync(path, text);
      const cut: number[] = [];
      expect(await readEvents(path, { onCut: (line) => cut.push(line) })).toHaveLength(events);
      expect(cut).toEqual(lines);
    }
    writeFileSync(path, `${call}\n{"call":2,"sess\n${call}\n`);
    await expect(readEvents(path)).rejects.toMatchObject({ code: 'SESSION_LOG_INVALID', facts: { line: 2 } });
  });

  it('is read call by call, a query an event, and what it showed with the first', async () => {
    const body = { results: [{ hits: [{ id: 'a', title: 'Tides', snippet: { text: 'The moon.' } }] }], took: 'text' };
    const lines = [
      { call: 1, time: '2026-03-01T10:00:00.250Z', session: 's', step: 1, door: 'api', kind: 'search' },
      {
        call: 2,
        session: 's',
        step: 2,
        kind: 'search',
        request: { queries: ['tide', 'moon'] },
        hits: [['a', 'b'], ['c']],
        bytes: 90,
        body,
      },
      { call: 3, session: 's', step: 3, kind: 'original', opened: ['a'], status: 404, error: 'ORIGINAL_NOT_FOUND' },
      { call: 4, kind: 'health' },
    ];
    expect(await eventsOf(lines.map((line) => JSON.stringify(line)))).toEqual([
      { call: 1, client: '', session: 's', step: 1, timeMs: Date.UTC(2026, 2, 1, 10, 0, 0, 250), kind: 'search' },
      {
        ...{ call: 2, client: '', session: 's', step: 2, timeMs: null, kind: 'search', query: 'tide', ids: ['a', 'b'] },
        ...{ texts: ['Tides', 'The moon.'], bytes: 90 },
      },
      { call: 2, client: '', session: 's', step: 2, timeMs: null, kind: 'search', query: 'moon', ids: ['c'] },
      {
        call: 3,
        client: '',
        session: 's',
        step: 3,
        timeMs: null,
        kind: 'fetch',
        opened: ['a'],
        error: 'ORIGINAL_NOT_FOUND',
      },
    ]);
  });

  it('names the answers that it holds apart, so that each stands there once', async () => {
    const lines = [
      '{"trace":1,"software":"stillweb"}',
      '{"serves":{"name":"sea","id":"0"},"place":0}',
      '{"answer":"x","index":"0","key":"k","hits":1,"bytes":9,"body":{"hits":[{"id":"a","title":"Tides"}]}}',
      '{"call":1,"session":"s","step":1,"kind":"search","asked":{"queries":["tide"]},"hits":[["a"]],"error":null,"status":200,"answer":"x"}',
      '{"call":2,"session":"s","step":2,"kind":"search","asked":{"queries":["tide"]},"hits":[["a"]],"answer":"x"}',
      '{"call":3,"session":"s","step":2,"kind":"search","asked":{"queries":["aside"]},"aside":true,"answer":null}',
      '{"call":4,"session":"s","step":3,"kind":"links","asked":{"id":"a"},"opened":["a"],"answer":"y"}',
      '{"call":5,"session":"s","step":4,"kind":null,"status":404}',
    ];
    const events = await eventsOf(lines);
    expect(events.map(({ step, kind, query, texts, opened }) => ({ step, kind, query, texts, opened }))).toEqual([
      { step: 1, kind: 'search', query: 'tide', texts: ['Tides'] },
      { step: 2, kind: 'search', query: 'tide', texts: ['Tides'] },
      { step: 2, kind: 'search' },
      { step: 3, kind: 'links' },
    ]);
  });

  it('may lack everything but its kind', async () => {
    const events = await eventsOf(['{"call":1,"kind":"grep","request":null,"hits":7,"body":"[}"}']);
    expect(events).toEqual([{ call: 1, client: '', step: 1, timeMs: null, kind: 'grep', texts: ['[}'] }]);
  });
});

describe('the log of DeepResearchGym', () => {
  const header = 'ip,query,k,complexity,shards,with_distance,search_type,api_key,verify_result,timestamp';

  it('is read by its columns, whatever their order, and a call without a query is passed over', async () => {
    const lines = [
      `${header},original_query,iteration`,
      '10.0.0.7,"moon, and ""tides""",10,50,"0,1",0,clueweb22,key,1,2025-05-01 10:00:00,why tides,1',
      '10.0.0.7,,10,50,"0,1",0,fetch,key,1,2025-05-01 10:00:01,,',
    ];
    expect(await eventsOf(lines)).toEqual([
      {
        ...{ client: '10.0.0.7', question: 'why tides', timeMs: Date.UTC(2025, 4, 1, 10), kind: 'search' },
        query: 'moon, and "tides"',
      },
    ]);
  });

  it('is known by its header, with a byte order mark and packed', async () => {
    const path = join(folder, 'packed.csv.gz');
    writeFileSync(path, gzipSync(`\ufefftimestamp,query,ip\n2025-05-01T10:00:00+02:00,kelp,h\n`));
    expect(await readEvents(path)).toEqual([
      { client: 'h', timeMs: Date.UTC(2025, 4, 1, 8), kind: 'search', query: 'kelp' },
    ]);
  });
});

describe('paths of Wikispeedia', () => {
  const moves = ['fetch Kelp', 'click Sea', 'back Kelp', 'click Moon'];
  const told = (events: Awaited<ReturnType<typeof eventsOf>>) => events.map(({ kind, opened }) => `${kind} ${opened}`);

  it('are read as SNAP has them, comments passed over, and `<` opens the page before', async () => {
    const lines = [
      '# FORMAT: hashedIpAddress timestamp durationInSec path target type',
      '',
      '2426091a53125110\t1297054935\t1804\tKelp;Sea;<;Moon\tMicrosoft\ttimeout',
    ];
    const events = await eventsOf(lines);
    expect(told(events)).toEqual(moves);
    expect(events[0]).toMatchObject({ client: '2426091a53125110', timeMs: 1297054935000, sessionMs: 1804000 });
    expect(new Set(events.map(({ session }) => session)).size).toBe(1);
  });

  it('are the same as JSON Lines', async () => {
    const game = { user: 1, time: 1297054935, seconds: 5, path: ['Kelp', 'Sea', '<', 'Moon'], target: 'Microsoft' };
    expect(told(await eventsOf([JSON.stringify(game)]))).toEqual(moves);
  });

  it('stay where they are when they go back from the first page', async () => {
    const events = await eventsOf(['{"path":["Kelp","<","<"],"target":"Sea"}']);
    expect(told(events)).toEqual(['fetch Kelp', 'back Kelp', 'back Kelp']);
  });

  const paths = sharedData('wikispeedia/paths-unfinished.jsonl.gz');
  it.skipIf(paths === null)('are all read of the real collection', async () => {
    const events = await readEvents(paths!);
    expect(new Set(events.map(({ session }) => session)).size).toBe(24_875);
  });
});

describe('a log of any columns', () => {
  const columns = { session: 'sid', time: 'at', query: 'q', ids: 'hits', opened: 'read', tokens: 'n' };

  it.each([
    ['commas', ['sid,at,q,hits,read,n', 's1,1700000000,"tide, moon",a;b,,12', 's1,1700000001.5,,,"[""a""]",']],
    ['tabs', ['sid\tat\tq\thits\tread\tn', 's1\t1700000000\ttide, moon\ta;b\t\t12', 's1\t1700000001.5\t\t\t["a"]\t']],
    [
      'objects',
      [
        '{"sid":"s1","at":1700000000,"q":"tide, moon","hits":["a","b"],"n":12}',
        '{"sid":"s1","at":"1700000001500","read":["a"]}',
      ],
    ],
  ])('is read as rows of %s', async (_form, lines) => {
    expect(await eventsOf(lines, { columns })).toEqual([
      {
        ...{ client: '', session: 's1', timeMs: 1_700_000_000_000, kind: 'search', query: 'tide, moon' },
        ...{ ids: ['a', 'b'], tokens: 12 },
      },
      { client: '', session: 's1', timeMs: 1_700_000_001_500, kind: 'fetch', opened: ['a'] },
    ]);
  });

  it('keeps a text whole that holds semicolons', async () => {
    const lines = ['q,seen', 'kelp,one; two'];
    expect((await eventsOf(lines, { columns: { query: 'q', texts: 'seen' } }))[0].texts).toEqual(['one; two']);
  });
});

describe('a log that is none is refused', () => {
  it('for a line that is not UTF-8, wherever it stands', async () => {
    for (const head of ['query,timestamp\nkelp,1\n', '{"call":1,"kind":"search"}\n']) {
      const path = join(folder, 'latin');
      writeFileSync(path, Buffer.concat([Buffer.from(head), Buffer.from([0xe9, 0x2c, 0x31, 0x0a])]));
      await expect(readEvents(path)).rejects.toMatchObject({ code: 'SESSION_LOG_INVALID', facts: { file: path } });
    }
  });

  it.each([
    ['an unknown form', ['a;b;c'], undefined],
    ['a table without a known column', ['a,b', '1,2'], undefined],
    ['a line that is no JSON', ['{"call":1,"kind":"search"}', '{'], undefined],
    ['a column that is not there', ['a,b', '1,2'], { columns: { query: 'q' } }],
    ['a time that is none', ['q,t', 'kelp,yesterday'], { columns: { query: 'q', time: 't' } }],
    ['a kind that is none', ['q,kind', 'kelp,swim'], { columns: { query: 'q', kind: 'kind' } }],
    ['a row with too many cells', ['q,t', 'kelp,1,2'], { columns: { query: 'q' } }],
    ['a quote without an end', ['q,t', '"kelp,1'], { columns: { query: 'q' } }],
    ['paths without enough columns', ['# paths', 'a\tb'], undefined],
    ['a game without a path', ['{"path":["a"],"target":"b"}', '{"target":"b"}'], undefined],
    ['nothing', [''], undefined],
  ])('for %s', async (_what, lines, options) => {
    await expect(eventsOf(lines, options)).rejects.toMatchObject({ code: 'SESSION_LOG_INVALID' });
  });
});
