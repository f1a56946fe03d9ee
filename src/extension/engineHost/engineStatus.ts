import type { EngineState } from '../../engine/protocol.ts';

/** The engine as the extension sees it: its own state while it lives, and what is around that. */
export type EngineStatus =
  | EngineState
  /** The process starts, for the first time or again; `message` says why again. */
  | { readonly kind: 'starting'; readonly message?: string }
  /** The process doesn't run and won't be started again by itself. */
  | { readonly kind: 'stopped'; readonly message: string };
