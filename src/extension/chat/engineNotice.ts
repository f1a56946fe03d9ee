import type { EngineStatus } from '../engineHost/engineStatus.ts';
import type { EngineNotice } from './chatMessages.ts';

/**
 * Minimum file size of a model that can hold a conversation, in bytes. (The smallest such models
 * have about half a billion parameters.)
 */
const smallestChatModelBytes = 250_000_000;

/** Returns the notice in the chat's input for the engine's status. */
export function createEngineNotice(status: EngineStatus): EngineNotice {
  switch (status.kind) {
    case 'ready':
      return {
        isReady: true,
        label: status.model.name,
        ...(status.model.fileBytes < smallestChatModelBytes
          ? {
              advice: 'This small model is for trying out: its answers make little sense.',
              remedy: 'chooseModel',
            }
          : {}),
      };
    case 'loading':
      return {
        isReady: false,
        label: `Loading ${fileName(status.path)}…`,
        progress: Math.min(1, Math.max(0, status.fraction)),
      };
    case 'starting':
      return { isReady: false, label: status.message ?? 'The engine is starting…' };
    case 'stopped':
      return { isReady: false, label: status.message, remedy: 'restartEngine' };
    case 'empty':
      return { isReady: false, label: 'No model is loaded.', remedy: 'chooseModel' };
    case 'failed':
      return { isReady: false, label: status.failure.message, remedy: 'chooseModel' };
    default:
      return status satisfies never;
  }
}

function fileName(path: string): string {
  return path.split(/[\\/]/u).at(-1) ?? path;
}
