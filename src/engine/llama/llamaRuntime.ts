import os from 'node:os';
import type * as Library from 'node-llama-cpp';
import type { Llama } from 'node-llama-cpp';
import { EngineError, getErrorMessage } from '../foundation/engineError.ts';
import type { Logger } from '../foundation/environment.ts';
import type { GpuChoice } from '../protocol.ts';

/** llama.cpp on a device. */
export interface LlamaRuntime {
  readonly llama: Llama;
  /** `cpu`, or the accelerator's kind and name. */
  readonly device: string;
}

/** Imports the library on first use, so that the engine keeps running where binaries are missing. */
export async function importLibrary(): Promise<typeof Library> {
  try {
    return await import('node-llama-cpp');
  } catch (error) {
    throw new EngineError(
      'runtimeMissing',
      'The llama.cpp runtime is not installed with Tramontane. Install the extension again.',
      { cause: error },
    );
  }
}

/** Runtimes that were started, by requested device. */
const runtimes = new Map<GpuChoice, Promise<LlamaRuntime>>();

/**
 * Returns llama.cpp on the requested device, or on the CPU where that device is missing. It lives
 * as long as the process: once an instance of the library is disposed of, warnings of the next one
 * go to standard output, which is the language server's connection.
 */
export function openRuntime(gpu: GpuChoice, logger: Logger): Promise<LlamaRuntime> {
  const existingRuntime = runtimes.get(gpu);
  if (existingRuntime !== undefined) return existingRuntime;
  const runtime = startRuntime(gpu, logger);
  runtimes.set(gpu, runtime);
  runtime.catch(() => runtimes.delete(gpu));
  return runtime;
}

/**
 * Starts llama.cpp on a device. A GPU library may load and find no device; llama.cpp would then
 * compute on the CPU by a slower path.
 */
async function startRuntime(gpu: GpuChoice, logger: Logger): Promise<LlamaRuntime> {
  const { getLlama, LlamaLogLevel } = await importLibrary();
  const options = {
    // Never compile or download on the user's machine.
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    maxThreads: countPhysicalCores(undefined),
    logLevel: LlamaLogLevel.warn,
    logger: (level: string, message: string) => {
      logger[level === 'error' || level === 'fatal' ? 'warn' : 'debug'](
        `llama.cpp: ${message.trim()}`,
      );
    },
  } as const;
  if (gpu !== 'cpu') {
    try {
      const llama = await getLlama({ ...options, gpu });
      const [name] = llama.gpu === false ? [] : await llama.getGpuDeviceNames();
      if (llama.gpu !== false && name !== undefined) {
        return { llama, device: `${llama.gpu}: ${name}` };
      }
      if (llama.gpu === false) return { llama, device: 'cpu' };
      logger.info(`${llama.gpu} finds no device; the model runs on the processor.`);
      await llama.dispose();
    } catch (error) {
      logger.warn(
        `${gpu} can't be used; the model runs on the processor. ${getErrorMessage(error)}`,
      );
    }
  }
  try {
    return { llama: await getLlama({ ...options, gpu: false }), device: 'cpu' };
  } catch (error) {
    throw new EngineError(
      'runtimeMissing',
      `llama.cpp can't be started on this machine (${getErrorMessage(error)}). Install the extension again; if that doesn't help, report it.`,
      { cause: error },
    );
  }
}

/** Returns the number of physical cores that this process may use. */
export function countPhysicalCores(llama: Llama | undefined): number {
  const availableCores = os.availableParallelism();
  return Math.max(1, Math.min(llama?.cpuMathCores ?? availableCores, availableCores));
}
