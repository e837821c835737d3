import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Encoder } from '../../../../src/encoder/encoder.ts';
import { openHttpEncoder } from '../../../../src/encoder/http/http-encoder.ts';
import { toUnitLength } from '../../../../src/encoder/unit-length.ts';
import { MAX_ENCODER_ANSWER_BYTES } from '../../../../src/limits.ts';
import type { Patience } from '../../../../src/outbound/json-exchange.ts';
import {
  type EmbeddingCall,
  type EmbeddingServer,
  openEmbeddingServer,
  trigramVector,
} from '../../../support/embedding-server.ts';

const TEXTS = ['the tide', 'the moon', 'a harbour'];
const KEY = 'a-secret-key';
const RIGHT = TEXTS.map((text) => toUnitLength(Float64Array.from(trigramVector(text))));

let server: EmbeddingServer;
let waits: number[];
/** Ends an attempt as a time-out does. */
let timeOuts: AbortController[];
let encoder: Encoder;

/** Waits for nothing, and notes what it would have waited. */
const patience: Patience = {
  attempts: 3,
  longestWaitMs: 60_000,
  timeOut: () => {
    const timeOut = new AbortController();
    timeOuts.push(timeOut);
    return timeOut.signal;
  },
  wait: async (milliseconds) => {
    waits.push(milliseconds);
  },
};

beforeEach(async () => {
  [waits, timeOuts] = [[], []];
  server = await openEmbeddingServer();
  const options = { key: KEY, patience: { query: patience, passage: patience } };
  encoder = await openHttpEncoder(`${server.origin}/v1/embeddings?model=m`, options);
  server.calls.length = 0;
});
afterEach(() => server.close());

const status = (code: number, headers: Record<string, string> = {}, body = '') => {
  return ({ response }: EmbeddingCall) => void response.writeHead(code, headers).end(body);
};
const json =
  (body: string) =>
  ({ response }: EmbeddingCall) =>
    void response.end(body);
/** Answers with what is made of the right vectors. */
const vectors = (change: (right: number[][]) => unknown[]) => (call: EmbeddingCall) =>
  call.answer(change(call.texts.map(trigramVector)));
const cutBody = ({ response }: EmbeddingCall) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"data":[', () => response.destroy());
};
const cutChunks = ({ response }: EmbeddingCall) => {
  response.write('{"data":[', () => response.destroy());
};

describe('a server that fails for a moment', () => {
  it.each([
    ['too many requests', status(429)],
    ['a fault', status(500, {}, 'oops')],
    ['a gateway without a server', status(502)],
    ['a server that starts', status(503)],
    ['a connection that breaks', ({ request }: EmbeddingCall) => void request.socket.destroy()],
    ['a body that is cut', cutBody],
    ['chunks that are cut', cutChunks],
  ])('%s is asked again, and gives the right vectors', async (_, fault) => {
    server.behave = (call) => (call.number < 2 ? fault(call) : call.answer());
    expect(await encoder.encodeUnits!(TEXTS, 'passage')).toEqual(RIGHT);
    expect(server.calls).toHaveLength(3);
    expect(waits).toEqual([500, 1000]);
  });

  it('a server that stalls is left when the time is over, and asked again', async () => {
    server.behave = (call) => (call.number === 0 ? timeOuts.at(-1)!.abort() : call.answer());
    expect(await encoder.encodeUnits!(TEXTS, 'passage')).toEqual(RIGHT);
    expect(server.calls).toHaveLength(2);
  });

  it('a body that stalls, likewise', async () => {
    server.behave = (call) => {
      if (call.number > 0) call.answer();
      else call.response.write('{"data":[', () => timeOuts.at(-1)!.abort());
    };
    expect(await encoder.encodeUnits!(TEXTS, 'passage')).toEqual(RIGHT);
  });

  it.each([
    ['3', [3000]],
    ['0', [0]],
    ['86400', [60_000]],
    ['Wed, 21 Oct 2015 07:28:05 GMT', [5000]],
    ['Wed, 21 Oct 2015 07:27:00 GMT', [500]],
    ['soon', [500]],
  ])('Retry-After: %s is kept, up to a bound', async (value, expected) => {
    const headers = { 'retry-after': value, date: 'Wed, 21 Oct 2015 07:28:00 GMT' };
    server.behave = (call) => (call.number === 0 ? status(429, headers)(call) : call.answer());
    expect(await encoder.encodeUnits!(TEXTS, 'passage')).toEqual(RIGHT);
    expect(waits).toEqual(expected);
  });
});

describe('a server that goes on failing', () => {
  it.each([
    ['is never there', ({ request }: EmbeddingCall) => void request.socket.destroy(), ''],
    ['has too much to do', status(429, {}, '{"error":"slow\ndown"}'), '429 {"error":"slow down"}'],
    ['stalls', () => timeOuts.at(-1)!.abort(), 'it took too long'],
    ['cuts each body', cutBody, ''],
  ])('and %s is ENCODER_UNREACHABLE', async (_, fault, reason) => {
    server.behave = fault;
    await expect(encoder.encode(TEXTS, 'passage')).rejects.toMatchObject({
      code: 'ENCODER_UNREACHABLE',
      message: expect.stringContaining(reason),
      facts: { attempts: 3, url: `${server.origin}/v1/embeddings` },
    });
    expect(server.calls).toHaveLength(3);
  });
});

describe('an answer that is none', () => {
  it.each<[string, (call: EmbeddingCall) => void, string]>([
    ['fewer vectors than texts', vectors((right) => right.slice(1)), '2 vectors for 3 texts'],
    ['more vectors than texts', vectors((right) => [...right, right[0]]), '4 vectors for 3 texts'],
    ['no vectors', vectors(() => []), '0 vectors for 3 texts'],
    ['other dimensions', vectors((right) => right.map((each) => each.slice(1))), '63 dimensions where there are 64'],
    ['one of other dimensions', vectors(([a, b, c]) => [a, b, c.slice(1)]), '63 dimensions where there are 64'],
    ['a vector of nothing', vectors(([a, b]) => [a, b, []]), 'not 1 to 4096 dimensions'],
    ['a vector that is too long', vectors(([a, b]) => [a, b, new Array(4097).fill(1)]), 'not 1 to 4096 dimensions'],
    ['null for a component', vectors(([a, b, c]) => [a, b, [...c.slice(1), null]]), 'components that are no numbers'],
    ['text for a component', vectors(([a, b, c]) => [a, b, [...c.slice(1), '1']]), 'components that are no numbers'],
    ['null for a vector', vectors(([a, b]) => [a, b, null]), 'not 1 to 4096 dimensions'],
    ['base64', vectors(([a, b]) => [a, b, 'AAAA']), 'not 1 to 4096 dimensions'],
    ['a vector without length', vectors(([a, b, c]) => [a, b, c.map(() => 0)]), 'without length'],
    ['numbers beyond all', vectors(([a, b, c]) => [a, b, c.map(() => 1e200)]), 'without length'],
    ['NaN', json('{"data":[{"index":0,"embedding":[NaN]}]}'), 'no JSON'],
    ['infinity', json(`{"data":[0,1,2].map}`), 'no JSON'],
    ['half of a body, that ends well', json('{"data":[{"index":0,'), 'no JSON'],
    ['nothing', json(''), 'no JSON'],
    ['a page', json('<!doctype html><title>hello</title>'), 'no JSON'],
    ['null', json('null'), 'nothing that the API openai knows'],
    ['another API', json('{"embeddings":[[1]]}'), 'nothing that the API openai knows'],
    ['one number twice', json('{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}'), 'nothing that'],
    ['a number beyond', json('{"data":[{"index":1,"embedding":[1]}]}'), 'nothing that'],
    ['no such model', status(404, {}, 'model "m" not found'), '404 model "m" not found'],
    ['a wrong key', status(401), '401'],
  ])('%s is ENCODER_ANSWER_INVALID at once', async (_, fault, words) => {
    server.behave = fault;
    await expect(encoder.encode(TEXTS, 'passage')).rejects.toMatchObject({
      code: 'ENCODER_ANSWER_INVALID',
      message: expect.stringContaining(words),
    });
    expect(server.calls).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  it('infinity written as a number too large is no number', async () => {
    const row = `[1e999${',1'.repeat(63)}]`;
    const three = [0, 1, 2].map((index) => `{"index":${index},"embedding":${row}}`);
    server.behave = json(`{"data":[${three}]}`);
    await expect(encoder.encode(TEXTS, 'passage')).rejects.toMatchObject({ code: 'ENCODER_ANSWER_INVALID' });
  });

  it('a body over the bound is read no further', async () => {
    const piece = Buffer.alloc(1024 * 1024, ' ');
    let sent = 0;
    server.behave = ({ response }) => {
      const send = () => {
        if (response.destroyed || sent > 4 * MAX_ENCODER_ANSWER_BYTES) return;
        sent += piece.length;
        response.write(piece, send);
      };
      send();
    };
    await expect(encoder.encode(TEXTS, 'passage')).rejects.toMatchObject({
      code: 'ENCODER_ANSWER_INVALID',
      message: expect.stringContaining(`over ${MAX_ENCODER_ANSWER_BYTES} bytes`),
    });
    expect(sent).toBeLessThan(2 * MAX_ENCODER_ANSWER_BYTES);
  });

  it.each([301, 302, 303, 307, 308])('a redirect (%i) is not followed, and no one else gets the key', async (code) => {
    const other = await openEmbeddingServer();
    try {
      server.behave = status(code, { location: `${other.origin}/v1/embeddings` });
      await expect(encoder.encode(TEXTS, 'passage')).rejects.toMatchObject({
        code: 'ENCODER_ANSWER_INVALID',
        message: expect.stringContaining('no redirect is followed'),
      });
      expect(other.calls).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('what a server says is told on one line, short, and without the key', async () => {
    server.behave = (call) =>
      status(400, {}, `\u001b[31m${call.request.headers.authorization}\n${'x'.repeat(9999)}`)(call);
    const refused = (await encoder.encode(TEXTS, 'passage').catch((error) => error)) as Error;
    expect(refused.message).toMatch(/400 \[31mBearer … x+$/);
    expect(refused.message.length).toBeLessThan(400);
    expect(JSON.stringify(refused)).not.toContain(KEY);
  });
});

it('an answer that was wrong is not remembered', async () => {
  server.behave = vectors(([right]) => [right.slice(1)]);
  await expect(encoder.encode(['the tide'], 'query')).rejects.toMatchObject({ code: 'ENCODER_ANSWER_INVALID' });
  server.behave = (call) => call.answer();
  expect(await encoder.encodeUnits!(['the tide'], 'query')).toEqual([RIGHT[0]]);
});

it.each([
  ['ENCODER_UNREACHABLE', ({ request }: EmbeddingCall) => void request.socket.destroy()],
  ['ENCODER_ANSWER_INVALID', status(404, {}, 'not here')],
])('%s for a query says nothing of the address, to whoever searches', async (code, fault) => {
  server.behave = fault;
  const refused = await encoder.encode(['the tide'], 'query').catch((error) => error);
  expect(refused).toMatchObject({ code, facts: { encoder: 'm' } });
  expect(refused.message + JSON.stringify(refused.facts)).not.toMatch(/127\.0\.0\.1|not here/);
});
