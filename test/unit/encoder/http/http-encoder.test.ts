import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Encoder } from '../../../../src/encoder/encoder.ts';
import { describeEncoder, resolveEncoder } from '../../../../src/encoder/encoders.ts';
import { openHttpEncoder } from '../../../../src/encoder/http/http-encoder.ts';
import { HTTP } from '../../../../src/encoder/http/http-kind.ts';
import { toUnitLength } from '../../../../src/encoder/unit-length.ts';
import { encoderContract } from '../../../contract/encoder.ts';
import { type EmbeddingServer, openEmbeddingServer, trigramVector } from '../../../support/embedding-server.ts';

let server: EmbeddingServer;
beforeAll(async () => {
  server = await openEmbeddingServer();
});
afterEach(() => {
  server.behave = (call) => call.answer();
});
afterAll(() => server.close());

encoderContract(HTTP, { isSymmetric: true, source: () => `${server.origin}/embed` });

const asked = () => server.calls.splice(0);

describe('an encoder over HTTP', () => {
  it.each(['/v1/embeddings?model=m', '/api/embed?model=m', '/embed', '/anything?api=tei'])(
    'speaks the API of %s',
    async (path) => {
      const encoder = await openHttpEncoder(server.origin + path);
      const [first, second] = await encoder.encodeUnits!(['quick fox', 'lazy dog'], 'passage');
      expect(first).toEqual(toUnitLength(Float64Array.from(trigramVector('quick fox'))));
      expect(second).toEqual(toUnitLength(Float64Array.from(trigramVector('lazy dog'))));
      expect(encoder.description.dimensions).toBe(64);
    },
  );

  it('sends passages by 32, and each query alone', async () => {
    const encoder = await openHttpEncoder(`${server.origin}/embed`);
    const texts = Array.from({ length: 70 }, (_, i) => `text ${i}`);
    asked();
    await encoder.encode(texts, 'passage');
    expect(asked().map((call) => call.texts.length)).toEqual([32, 32, 6]);
    await encoder.encode(texts.slice(0, 3), 'query');
    expect(asked().map((call) => call.texts)).toEqual([['text 0'], ['text 1'], ['text 2']]);
    await encoder.encode(texts.slice(0, 3), 'query');
    expect(asked()).toEqual([]);
  });

  it('asks once for a query that is wanted by calls that overlap', async () => {
    const encoder = await openHttpEncoder(`${server.origin}/embed`);
    asked();
    await Promise.all([encoder.encode(['tide'], 'query'), encoder.encode(['tide'], 'query')]);
    expect(asked()).toHaveLength(1);
  });

  it('puts before a text what its template has, and fills in what the request says, once', async () => {
    const source = `${server.origin}/embed?query=${encodeURIComponent('{instruction}|{context}: ')}&passage=p: `;
    const encoder = await openHttpEncoder(source);
    asked();
    await encoder.encode(['tide'], 'query', { instruction: 'find {context}', context: 'why' });
    await encoder.encode(['tide'], 'query');
    await encoder.encode(['tide'], 'passage', { instruction: 'find' });
    expect(asked().map((call) => call.texts[0])).toEqual(['find {context}|why: tide', '|: tide', 'p: tide']);
  });

  it('cuts texts and vectors where it is asked to', async () => {
    const encoder = await openHttpEncoder(`${server.origin}/embed?characters=4&dimensions=16`);
    asked();
    const [unit] = await encoder.encodeUnits!(['abcdefgh'], 'query');
    expect(asked()[0].texts).toEqual(['abcd']);
    expect(unit).toEqual(toUnitLength(Float64Array.from(trigramVector('abcd').slice(0, 16))));
  });

  it('sends the key of its environment, and describes nothing of it', async () => {
    asked();
    const encoder = await openHttpEncoder(`${server.origin}/embed`, { key: 'secret' });
    expect(asked().map(({ request }) => request.headers.authorization)).toEqual(['Bearer secret']);
    expect(JSON.stringify(encoder.description)).not.toContain('secret');
  });

  it('is the same encoder at another address and by another API, and another with another model, cut or template', async () => {
    const printOf = async (path: string) => (await HTTP.describe(server.origin + path)).fingerprint;
    const usual = await printOf('/v1/embeddings?model=m');
    expect(await printOf('/api/embed?model=m')).toBe(usual);
    expect(await printOf('/v1/embeddings?model=m&precision=float32')).toBe(usual);
    const others = [
      'model=n',
      'model=m&dimensions=63',
      'model=m&characters=9',
      'model=m&query=q: ',
      'model=m&passage=q: ',
    ];
    for (const other of others) expect(await printOf(`/v1/embeddings?${other}`)).not.toBe(usual);
  });

  it('is found again by its description at an address that is named, and nowhere else', async () => {
    const { description } = (await describeEncoder(`http:${server.origin}/v1/embeddings?model=org/m&query=q: `))!;
    expect(description).toMatchObject({ name: 'org/m', source: 'org%2Fm?model=org%2Fm&query=q%3A%20' });
    const found = await resolveEncoder(description, { path: `${server.origin}/api/embed` });
    expect(found.description.fingerprint).toBe(description.fingerprint);
    await found.close();
    await expect(resolveEncoder(description)).rejects.toMatchObject({ code: 'ENCODER_MISSING' });
  });

  it.each([
    ['http', 'ENCODER_MISSING', 'the address of a server'],
    ['http:localhost', 'ENCODER_MISSING', 'the address of a server'],
    ['http:http://127.0.0.1/x', 'SETTING_INVALID', 'add api= and one of openai, tei, ollama'],
    ['http:http://127.0.0.1/embed?api=x', 'SETTING_INVALID', 'openai, tei, ollama'],
    ['http:http://127.0.0.1/api/embed', 'SETTING_INVALID', 'add model='],
    ['http:http://127.0.0.1/embed?size=1', 'SETTING_INVALID', 'knows no "size"'],
    ['http:http://127.0.0.1/embed?dimensions=0', 'SETTING_INVALID', 'from 1 to 4096'],
    ['http:http://127.0.0.1/embed?precision=half', 'SETTING_INVALID', 'int8 or float32'],
    ['http:http://127.0.0.1/embed?model=%', 'SETTING_INVALID', 'percent-encoded'],
    ['http:http://127.0.0.1/embed#x', 'SETTING_INVALID', 'before #'],
    ['http:http://[', 'SETTING_INVALID', 'is none'],
  ])('refuses %s by %s', async (spec, code, words) => {
    await expect(describeEncoder(spec)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it('refuses a password in the address, and does not repeat it', async () => {
    const refused = describeEncoder('http:http://me:hunter2@127.0.0.1/embed');
    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining('STILLWEB_ENCODER_KEY') });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('hunter2') });
  });

  it('takes //HOST/PATH for http://HOST/PATH', async () => {
    const encoder = (await HTTP.open(`${server.origin.slice('http:'.length)}/embed`)) as Encoder;
    expect(encoder.description.dimensions).toBe(64);
  });
});
