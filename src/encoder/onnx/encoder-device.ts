import { StillwebError } from '../../errors.ts';

/**
 * Where a model runs. `portable`: WebAssembly, one thread, the same bits on every processor. `native`: this machine's own
 * code, faster, with bits that differ from one kind of processor to another. The others are those of ONNX Runtime.
 */
export const ENCODER_DEVICES = ['portable', 'native', 'cuda', 'webgpu', 'coreml', 'dml'] as const;

export type EncoderDevice = (typeof ENCODER_DEVICES)[number];

/** @throws StillwebError SETTING_INVALID */
export function toEncoderDevice(name: string, setting = 'encoder-device'): EncoderDevice {
  const device = ENCODER_DEVICES.find((each) => each === name);
  if (device !== undefined) return device;
  const message = `${JSON.stringify(name)} is no device of a model: give ${ENCODER_DEVICES.join(', ')}`;
  throw new StillwebError('SETTING_INVALID', message, { setting, supported: [...ENCODER_DEVICES] });
}
