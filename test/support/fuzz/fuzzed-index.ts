import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../../src/bytes/canonical-json.ts';
import { indexId, type Manifest } from '../../../src/format/manifest.ts';
import { readManifest } from '../../../src/store/open.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateJson } from './mutate-json.ts';
import { mutateSections } from './mutate-sections.ts';
import type { Random } from './random.ts';

const MANIFEST = 'manifest.json';
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** An index directory of which one file at a time is another, with every hash and the id as if it had been built so. */
export class FuzzedIndex {
  readonly directory: string;
  readonly #folder: string;
  readonly #manifest: Manifest;
  readonly #files = new Map<string, Buffer>();
  #changed: string | null = null;

  constructor(directory: string) {
    const { folder, manifest } = readManifest(directory);
    this.directory = directory;
    this.#folder = folder;
    this.#manifest = manifest;
    for (const name of readdirSync(folder)) this.#files.set(name, readFileSync(join(folder, name)));
  }

  get bytes(): number {
    return [...this.#files.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** @returns what was changed, for people */
  mutate(random: Random): string {
    this.restore();
    const name = random.pick([...this.#files.keys()].sort());
    const steps = random.isOneIn(6) ? 2 + random.below(3) : 1;
    if (name === MANIFEST) {
      let manifest: unknown = this.#manifest;
      for (let step = 0; step < steps; step++) manifest = mutateJson(manifest, random);
      this.#publish(manifest);
      return MANIFEST;
    }
    const sound = this.#files.get(name) as Buffer;
    let bytes = sound;
    let how = '';
    // A value that was there before makes no other index.
    for (let step = 0; step < steps || bytes.equals(sound); step++) {
      const isStructured = name.endsWith('.bin') && !random.isOneIn(3);
      try {
        const changed = isStructured
          ? mutateSections(bytes, random)
          : { bytes: mutateBytes(bytes, random), section: '' };
        bytes = changed.bytes;
        how += ` ${changed.section}`;
      } catch {
        // What an earlier step left behind may be no section file any more.
        bytes = mutateBytes(bytes, random);
      }
    }
    this.#write(name, bytes);
    return `${name}${how}`;
  }

  /** Puts a file in the place of one, for a mutation that is made by hand. */
  replace(name: string, bytes: Buffer): void {
    this.restore();
    this.#write(name, bytes);
  }

  #write(name: string, bytes: Buffer): void {
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(join(this.#folder, name), bytes);
    this.#changed = name;
    const files = this.#manifest.files.map((file) =>
      file.name === name ? { name, bytes: bytes.length, sha256: sha256(bytes) } : file,
    );
    this.#publish({ ...this.#manifest, files });
  }

  #publish(changed: unknown): void {
    let text = JSON.stringify(changed);
    try {
      const manifest = changed as Manifest;
      text = canonicalJson({ ...manifest, id: indexId(manifest) });
    } catch {
      // No object, or a number that canonical JSON has no form for: it stays as it is.
    }
    const bytes = `${text}\n`;
    writeFileSync(join(this.#folder, MANIFEST), bytes);
    const generation = this.#folder.slice(this.#folder.lastIndexOf('/') + 1);
    const current = { generation, manifest: sha256(bytes) };
    writeFileSync(join(this.directory, 'CURRENT'), `${JSON.stringify(current)}\n`);
  }

  restore(): void {
    if (this.#changed !== null) {
      writeFileSync(join(this.#folder, this.#changed), this.#files.get(this.#changed) as Buffer);
      this.#changed = null;
    }
    this.#publish(this.#manifest);
  }
}
