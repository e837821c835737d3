import { Option } from 'commander';

/** Where the encoder of an index is on this machine, and where it runs: of every command that encodes. */

export interface EncoderFlags {
  readonly encoderPath?: string;
  readonly encoderDevice?: string;
}

export function encoderPathOption(): Option {
  return new Option('--encoder-path <path>', 'where the encoder is on this machine (default: where the build had it)');
}

/** @param byDefault what is used where none is named */
export function encoderDeviceOption(byDefault = 'portable'): Option {
  const devices = 'portable, native, cuda, webgpu, coreml, dml';
  return new Option('--encoder-device <device>', `where a model runs: ${devices} (default: ${byDefault})`);
}

/** What opening an index takes of the flags. */
export function encoderOf({ encoderPath, encoderDevice }: EncoderFlags): EncoderFlags {
  return { encoderPath, encoderDevice };
}
