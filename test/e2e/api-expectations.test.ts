import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { bodyOf, exchangeRaw, startServer } from '../support/http-server.ts';

const BODY = '{"query":"tide"}';
const HEAD = 'Content-Type: application/json\r\nConnection: close\r\n';
const POST = `POST /v1/search HTTP/1.1\r\nHost: localhost\r\n${HEAD}Content-Length: ${BODY.length}\r\n`;

describe('a sender that waits to be told to send its body', () => {
  it('is told when the gate has let it in, and then answered', async () => {
    await using running = await startServer({ token: 'yes' });
    const socket = connect(running.port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(`${POST}Authorization: Bearer yes\r\nExpect: 100-Continue\r\n\r\n`);
    await expect.poll(() => text).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write(BODY);
    await closed;
    expect(text.slice(25)).toMatch(/^HTTP\/1\.1 200 .*"query":"tide"/s);
  });

  it.each([
    ['comes under another name', 403, 'HOST_FORBIDDEN', POST.replace('localhost', 'evil.example')],
    ['comes from another site', 403, 'ORIGIN_FORBIDDEN', `${POST}Origin: https://evil.example\r\n`],
    ['has no token', 401, 'UNAUTHORIZED', POST],
    ['asks for no route', 404, 'NOT_FOUND', `${POST.replace('/v1/search', '/v1')}Authorization: Bearer yes\r\n`],
    ['compresses', 415, 'UNSUPPORTED_MEDIA_TYPE', `${POST}Authorization: Bearer yes\r\nContent-Encoding: br\r\n`],
    ['has too much', 413, 'BODY_TOO_LARGE', `${POST.replace('16', '99999999')}Authorization: Bearer yes\r\n`],
  ])('and %s is refused without being told to send', async (_name, status, code, head) => {
    await using running = await startServer({ token: 'yes' });
    const { text } = await exchangeRaw(running.port, `${head}Expect: 100-continue\r\n\r\n`);
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(bodyOf(text).error.code).toBe(code);
    expect(text).toMatch(/\r\nx-content-type-options: nosniff\r\n/i);
    expect(text).toMatch(/\r\nconnection: close\r\n/i);
  });
});

describe('an expectation that nobody knows', () => {
  it.each(['foo', '100-continue, foo', '200-ok', 'x=y', '100-continue;q=1'])('%s is refused', async (expectation) => {
    await using running = await startServer();
    const { text } = await exchangeRaw(running.port, `${POST}Expect: ${expectation}\r\n\r\n${BODY}`);
    expect(text).toMatch(/^HTTP\/1\.1 417 /);
    expect(bodyOf(text).error).toMatchObject({ code: 'EXPECTATION_FAILED', facts: { header: 'expect' } });
  });

  it('is behind the gate, counted and logged', async () => {
    let lines = '';
    const log = new Writable({
      write(chunk, _encoding, done) {
        lines += chunk;
        done();
      },
    });
    await using running = await startServer({ log });
    const foreign = POST.replace('localhost', 'evil.example');
    const { text } = await exchangeRaw(running.port, `${foreign}Expect: foo\r\n\r\n${BODY}`);
    expect(text).toMatch(/^HTTP\/1\.1 403 /);
    const metrics = await (await running.get('/metrics')).text();
    expect(metrics).toMatch(/^stillweb_requests_total\{method="POST",route="\/v1\/search",status="403"\} 1$/m);
    await expect.poll(() => lines).toContain('"error":"HOST_FORBIDDEN"');
  });

  it('of HTTP/1.0 is passed over, as that version has none', async () => {
    await using running = await startServer();
    const { text } = await exchangeRaw(running.port, `${POST.replace('1.1', '1.0')}Expect: foo\r\n\r\n${BODY}`);
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
  });
});
