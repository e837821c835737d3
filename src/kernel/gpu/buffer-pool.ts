/** Buffers that one call after another uses: each is made anew only when a call needs a larger one. */
export class BufferPool {
  readonly #device: GPUDevice;
  readonly #buffers = new Map<string, GPUBuffer>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** A buffer of at least `size` bytes under a name that always has the same usage. New ones hold zeros. */
  take(name: string, size: number, usage: number): GPUBuffer {
    const known = this.#buffers.get(name);
    if (known !== undefined && known.size >= size) return known;
    known?.destroy();
    const buffer = this.#device.createBuffer({ size: Math.ceil(Math.max(size, 16) / 16) * 16, usage });
    this.#buffers.set(name, buffer);
    return buffer;
  }

  destroy(): void {
    for (const buffer of this.#buffers.values()) buffer.destroy();
    this.#buffers.clear();
  }
}
