import { describe, expect, it } from 'vitest';
import { StandingThreads } from '../../../../indexer/threads/standing-threads.ts';

/** Tells of its end in a list. */
const threadsNamed = (name: string, ended: string[]) => ({
  name,
  isSound: true,
  end: async () => void ended.push(name),
});

describe('threads between builds', () => {
  it('are those of the build before, for a build that starts the same', async () => {
    const standing = new StandingThreads();
    const ended: string[] = [];
    const start = () => threadsNamed('fresh', ended);
    await standing.leave('units', 'english', threadsNamed('left', ended));
    expect(await standing.take('shards', 'english', start)).toMatchObject({ name: 'fresh' });
    expect(await standing.take('units', 'english', start)).toMatchObject({ name: 'left' });
    expect(await standing.take('units', 'english', start)).toMatchObject({ name: 'fresh' });
    expect(ended).toEqual([]);
  });

  it('are none with which something went wrong', async () => {
    const standing = new StandingThreads();
    const ended: string[] = [];
    await standing.leave('units', 'english', { ...threadsNamed('broken', ended), isSound: false });
    const left = threadsNamed('left', ended);
    await standing.leave('shards', 'english', left);
    left.isSound = false;
    const start = () => threadsNamed('fresh', ended);
    for (const kind of ['units', 'shards']) {
      expect(await standing.take(kind, 'english', start)).toMatchObject({ name: 'fresh' });
    }
    expect(ended).toEqual(['broken', 'left']);
  });

  it('are ended where a build wants others, and where nobody comes any more', async () => {
    const standing = new StandingThreads();
    const ended: string[] = [];
    await standing.leave('units', 'english', threadsNamed('first', ended));
    expect(await standing.take('units', 'plain', () => threadsNamed('second', ended))).toMatchObject({
      name: 'second',
    });
    expect(ended).toEqual(['first']);
    await standing.leave('units', 'plain', threadsNamed('third', ended));
    await standing.leave('units', 'plain', threadsNamed('fourth', ended));
    expect(ended).toEqual(['first', 'third']);
    await standing.end();
    expect(ended).toEqual(['first', 'third', 'fourth']);
  });
});
