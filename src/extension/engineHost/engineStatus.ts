import type { EngineState } from '../../engine/protocol.ts';

/** Status of the engine: the state that it reports while it runs, or that of its process. */
export type EngineStatus =
  | EngineState
  /** The process starts or restarts; `message` gives the reason for a restart. */
  | { readonly kind: 'starting'; readonly message?: string }
  /** The process doesn't run and isn't restarted automatically. */
  | { readonly kind: 'stopped'; readonly message: string };
