import { describe, expect, it } from 'vitest';
import type { EncoderDescription } from '../../../src/contract/encoder-description.ts';
import type { Encoder, EncoderKind } from '../../../src/encoder/encoder.ts';
import {
  createEncoder,
  describeEncoder,
  encoderSpec,
  registerEncoder,
  resolveEncoder,
} from '../../../src/encoder/encoders.ts';

describe('the encoder setting', () => {
  it('static names the encoder that ships with the program', async () => {
    expect((await createEncoder('static'))?.description.name).toBe('static-minilm');
  });

  it('none names no encoder', async () => {
    expect(await createEncoder('none')).toBeNull();
  });

  it.each(['', 'Static', 'minilm', 'toString'])('%j is refused as unknown', async (spec) => {
    await expect(createEncoder(spec)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      // Other tests of this process register theirs.
      facts: { encoder: spec, supported: expect.arrayContaining(['static', 'onnx', 'http', 'recorded', 'none']) },
    });
  });

  it('static:SOURCE is refused, as there is one static encoder', async () => {
    await expect(createEncoder('static:minilm')).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(describeEncoder('static:minilm')).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});

/** An encoder whose vectors say only which source it was opened from, and which counts how often it is open. */
class Lengths implements EncoderKind {
  readonly name: string;
  opened = 0;
  closed = 0;

  constructor(name: string) {
    this.name = name;
    registerEncoder(this);
  }

  describe(source = 'usual'): EncoderDescription {
    const fusion = { method: 'minmax', denseWeight: 20 } as const;
    const fingerprint = source.replace(/^.*\//, '');
    return { kind: this.name, name: source, source: fingerprint, dimensions: 1, fingerprint, fusion };
  }

  open(source?: string): Encoder {
    if (source === 'broken') throw new Error('it is broken');
    this.opened++;
    return {
      description: this.describe(source),
      encode: async (texts) => Int8Array.from(texts, (text) => text.length),
      close: async () => {
        this.closed++;
      },
    };
  }

  memoryBytes(): number {
    return 1;
  }
}

describe('a registered kind of encoder', () => {
  it('is opened by the setting KIND:SOURCE, whatever colons the source has', async () => {
    const kind = new Lengths('lengths');
    const encoder = await createEncoder('lengths:a:b');
    expect(encoder?.description).toEqual(kind.describe('a:b'));
    expect((await createEncoder('lengths'))?.description).toEqual(kind.describe());
    const supported = { supported: expect.arrayContaining(['static', 'onnx', 'http', 'recorded', 'lengths', 'none']) };
    await expect(createEncoder('length')).rejects.toMatchObject({ code: 'UNSUPPORTED', facts: supported });
  });

  it('is found again by its description: in the place that is named, or by its source', async () => {
    const kind = new Lengths('places');
    const named = await describeEncoder('places:/models/small');
    expect(named).toEqual({ description: kind.describe('/models/small'), path: '/models/small' });
    const { description } = named as { description: EncoderDescription };
    expect((await resolveEncoder(description, { path: '/elsewhere/small' })).description.name).toBe('/elsewhere/small');
    expect((await resolveEncoder(description)).description.name).toBe('small');
    expect([encoderSpec(description), encoderSpec(description, { path: '/x' })]).toEqual(['places:small', 'places:/x']);
  });

  it('is refused, and closed again, when it is not the encoder of the index', async () => {
    const kind = new Lengths('others');
    await expect(resolveEncoder(kind.describe('one'), { path: '/models/two' })).rejects.toMatchObject({
      code: 'ENCODER_DIFFERS',
      facts: { expected: 'one', found: 'two' },
    });
    expect([kind.opened, kind.closed]).toEqual([1, 1]);
  });

  it('is named as missing where nobody has registered it', async () => {
    const description = { ...new Lengths('known').describe(), kind: 'unknown' };
    await expect(resolveEncoder(description)).rejects.toMatchObject({
      code: 'ENCODER_MISSING',
      facts: { kind: 'unknown', encoder: 'usual' },
    });
  });

  it('is never opened at a path that a manifest gives', async () => {
    const kind = new Lengths('paths');
    for (const source of ['/etc/model', '..', 'a\\b']) {
      await expect(resolveEncoder({ ...kind.describe(), source })).rejects.toMatchObject({ code: 'INDEX_CORRUPT' });
    }
    expect(kind.opened).toBe(0);
  });

  it('is opened once for all of a thread, and closed by the last who used it', async () => {
    const kind = new Lengths('shared');
    const [one, two] = await Promise.all([createEncoder('shared:x'), createEncoder('shared:x')]);
    await one?.close();
    await one?.close();
    expect(await two?.encode(['four'], 'query')).toEqual(Int8Array.of(4));
    expect([kind.opened, kind.closed]).toEqual([1, 0]);
    await two?.close();
    expect([kind.opened, kind.closed]).toEqual([1, 1]);
    await (await createEncoder('shared:x'))?.close();
    expect([kind.opened, kind.closed]).toEqual([2, 2]);
  });

  it('that could not be opened is tried again when it is asked for again', async () => {
    new Lengths('fragile');
    await expect(createEncoder('fragile:broken')).rejects.toThrow('it is broken');
    await expect(createEncoder('fragile:broken')).rejects.toThrow('it is broken');
  });

  it.each(['none', '', 'Upper', 'a:b', 'a/b', 'static'])('cannot be named %j', (name) => {
    expect(() => new Lengths(name)).toThrow(TypeError);
  });

  it.each([
    ['source', ''],
    ['source', '/models/x'],
    ['kind', 'static'],
  ])('is refused by its name where it describes an encoder whose %s is %j', async (member, given) => {
    const name = `liars-${member}-${given.length}`;
    const kind = new Lengths(name);
    kind.describe = () => ({ ...Lengths.prototype.describe.call(kind), [member]: given });
    await expect(describeEncoder(name)).rejects.toMatchObject({
      code: 'ENCODER_INVALID',
      message: expect.stringContaining(`the encoder kind ${name} describes`),
      facts: { kind: name, member },
    });
  });
});
