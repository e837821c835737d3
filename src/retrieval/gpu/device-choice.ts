import type { VectorPlace } from '../../store/open-index.ts';

/** Where vectors are compared, as `--device` and the library's option say it. */
export const DEVICE_CHOICES = ['auto', 'cpu', 'gpu'] as const;
export type DeviceChoice = (typeof DEVICE_CHOICES)[number];

/** Where they are held meanwhile, as `--vectors` says it. */
export const VECTOR_PLACES = ['memory', 'disk'] as const satisfies readonly VectorPlace[];
