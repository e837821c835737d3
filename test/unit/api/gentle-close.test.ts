import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { closeGently } from '../../../src/api/gentle-close.ts';

describe('closing a connection gently', () => {
  it('listens to it once, however many answers ask for it', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [socket] = (await once(server, 'connection')) as [Socket];
    const before = socket.listenerCount('finish') + socket.listenerCount('end') + socket.listenerCount('close');
    socket.write('the last answer');
    for (let answer = 0; answer < 20; answer++) closeGently(socket);
    const after = socket.listenerCount('finish') + socket.listenerCount('end') + socket.listenerCount('close');
    expect(after - before).toBeLessThanOrEqual(2);
    const [data] = (await once(client, 'data')) as [Buffer];
    expect(data.toString()).toBe('the last answer');
    await once(socket, 'close');
    server.close();
  });
});
