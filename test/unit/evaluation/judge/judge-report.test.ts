import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Judge } from '../../../../src/evaluation/judge/judge.ts';
import { judgeReport, REPORT_PARTS, type ReadSources } from '../../../../src/evaluation/judge/judge-report.ts';
import { type JudgeRequest, type JudgeServer, openJudgeServer } from '../../../support/judge-server.ts';

const REPORT = {
  id: 'r1',
  question: 'Where is the lantern?',
  text: 'In the harbour (https://a.example/1). It is old (https://a.example/2, https://b.example/3). It is green.',
  keyPoints: ['harbour', 'new', 'castle', 'odd'],
};
const PAGES = new Map([
  ['https://a.example/1', 'A lantern in the harbour.'],
  ['https://a.example/2', 'An old lantern.'],
]);
const read: ReadSources = async (addresses) => addresses.map((address) => PAGES.get(address) ?? null);

/** A judge of rules: what it is asked for tells which. */
function answer({ user, say }: JudgeRequest): void {
  if (user.includes('<key_point>')) {
    const label = { harbour: 'Supported', new: 'contradicted', castle: 'omitted' }[/<key_point>\n(\w+)/.exec(user)![1]];
    say(label === undefined ? 'I cannot say.' : JSON.stringify({ label, reason: 'x' }));
  } else if (user.startsWith('List what')) {
    const sources = [
      ['https://a.example/1'],
      ['https://a.example/2', 'https://b.example/3'],
      ['https://made.up/4'],
      ['https://b.example/3'],
    ];
    say(JSON.stringify({ claims: sources.map((each, i) => ({ claim: `claim ${i}`, sources: each })) }));
  } else if (user.includes('<claim>')) {
    say(JSON.stringify({ support: user.includes('claim 0') ? 'full' : 'partial' }));
  } else {
    say(JSON.stringify({ reason: 'faults', rating: user.includes('its depth') ? 4 : '7' }));
  }
}

let server: JudgeServer;
beforeAll(async () => {
  server = await openJudgeServer(answer);
});
afterAll(() => server.close());

describe('a report that is judged', () => {
  it('has shares of its key points, its claims and their sources, and six ratings', async () => {
    const judge = await Judge.open({ url: server.url, model: 'm' });
    expect(await judgeReport(judge, REPORT, REPORT_PARTS, read)).toEqual({
      report: 'r1',
      keyPoints: { points: 4, recall: 0.25, contradiction: 0.25 },
      // The source that the report does not name is none; the one that the collection lacks supports nothing.
      citations: { claims: 4, cited: 3, recall: 0.75, precision: (1 + 0.5 + 0) / 3, unknown: 1 },
      quality: { mean: (10 * 39) / 6, clarity: 7, depth: 4, balance: 7, breadth: 7, support: 7, insightfulness: 7 },
      unread: 1,
    });
  });

  it('shows the judge of a claim its documents, and not those of others', async () => {
    server.calls.length = 0;
    await judgeReport(await Judge.open({ url: server.url, model: 'm' }), REPORT, ['citations'], read);
    const shown = server.calls.filter(({ user }) => user.includes('<claim>')).map(({ user }) => user);
    expect(shown).toHaveLength(2);
    expect(shown.filter((user) => user.includes('An old lantern.'))).toHaveLength(1);
    expect(shown.filter((user) => user.includes('A lantern in the harbour.'))).toHaveLength(1);
  });

  it('is not measured where there is nothing to measure it by', async () => {
    const judge = await Judge.open({ url: server.url, model: 'm' });
    const score = await judgeReport(judge, { ...REPORT, keyPoints: null }, ['key-points', 'citations'], undefined);
    expect(score).toMatchObject({ keyPoints: null, quality: null, citations: { precision: null, recall: 0.75 } });
  });

  it('gets the worst of an answer that cannot be read', async () => {
    const mute = await openJudgeServer(({ say }) => say('no'));
    const score = await judgeReport(await Judge.open({ url: mute.url, model: 'm' }), REPORT, REPORT_PARTS, read);
    await mute.close();
    expect(score).toMatchObject({
      ...{ unread: 4 + 1 + 6, keyPoints: { recall: 0, contradiction: 0 }, quality: { mean: 0 } },
      citations: { claims: 0, precision: 0, recall: 0 },
    });
  });
});
