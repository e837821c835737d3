import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Debian's chromium brings a Vulkan loader and SwiftShader, a GPU in software. With them the package `webgpu` runs in Node
 * on a machine without a GPU.
 */
const FOLDER = '/usr/lib/chromium';
const FILES = ['libvulkan.so.1', 'libvk_swiftshader.so', 'vk_swiftshader_icd.json'];

/** Environment of a process that is to find SwiftShader; null where it is not installed. */
export function softwareGpuEnvironment(): Record<string, string> | null {
  if (!FILES.every((name) => existsSync(join(FOLDER, name)))) return null;
  return { VK_ICD_FILENAMES: join(FOLDER, 'vk_swiftshader_icd.json'), LD_LIBRARY_PATH: FOLDER };
}

/** Environment of a process that finds no Vulkan driver, whatever the machine has. */
export const NO_GPU_ENVIRONMENT = { VK_ICD_FILENAMES: '/nonexistent.json', VK_DRIVER_FILES: '/nonexistent.json' };
