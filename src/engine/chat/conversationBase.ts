import { commonPrefix } from '../../completion/commonPrefix.ts';
import type { ChatTurn } from '../../completion/chat/chatTurn.ts';
import { pinnedTokens } from '../../completion/window/windowLayout.ts';
import type { WindowPool } from '../kv/windowPool.ts';
import type { Token, TokenSequence } from '../ports.ts';

/** Less of a file is no help, in tokens. */
const minBase = 64;

/** The share of the chat's window that a file may take. */
const maxShare = 1 / 2;

/**
 * What a conversation about a file starts from: a copy of the file's cache. The question is evaluated
 * behind it and the file isn't, for it was when the person worked on it.
 *
 * The file comes first and the instruction after it, in all instruction formats: any other order
 * would put something in front of the file that its own window doesn't have.
 */
export class ConversationBase {
  readonly #caches: WindowPool;
  #current:
    | { readonly uri: string; readonly opening: string; readonly tokens: readonly Token[] }
    | undefined;

  constructor(caches: WindowPool) {
    this.#caches = caches;
  }

  /**
   * Returns the tokens that the conversation starts from; the chat's sequence begins with them. The
   * caller holds the lease of the model.
   *
   * @param room tokens of the chat's window that the conversation and its answer leave.
   * @returns none when the conversation is about no file, or its file isn't cached.
   */
  async tokensFor(
    conversation: { readonly uri: string | undefined; readonly turns: readonly ChatTurn[] },
    sequence: TokenSequence,
    room: number,
  ): Promise<readonly Token[]> {
    const { uri, turns } = conversation;
    if (uri === undefined) return [];
    const opening = turns.find(({ role }) => role === 'user')?.text ?? '';
    const known = this.#current;
    if (
      known?.uri === uri &&
      known.opening === opening &&
      startsWith(sequence.tokens, known.tokens)
    ) {
      return known.tokens;
    }
    const most = Math.min(room, Math.floor(sequence.capacity * maxShare));
    if (most < minBase || !(await this.#copyWindow(uri, sequence, most))) return [];
    this.#current = { uri, opening, tokens: [...sequence.tokens] };
    return this.#current.tokens;
  }

  /** @returns whether the sequence now holds the end of the file's window, `most` tokens of it. */
  async #copyWindow(uri: string, sequence: TokenSequence, most: number): Promise<boolean> {
    const window = this.#caches.get(uri)?.live.window;
    const state = window?.state;
    if (window === undefined || (state?.kind !== 'ready' && state?.kind !== 'ahead')) return false;
    const { layout } = state.kind === 'ahead' ? state.base : state;
    if (!(await this.#caches.copy(window, sequence))) return false;
    await sequence.keep(Math.min(sequence.tokens.length, layout.tokens.length));
    const surplus = sequence.tokens.length - most;
    if (surplus <= 0) return true;
    const start = Math.max(1, pinnedTokens(layout));
    if (start + surplus >= sequence.tokens.length) return false;
    // The end of a file's window is what stands at the cursor; its beginning gives way.
    await sequence.erase([{ start, end: start + surplus }]);
    return true;
  }

  /** The sequence that it was made in is gone. */
  forget(): void {
    this.#current = undefined;
  }
}

function startsWith(tokens: readonly Token[], start: readonly Token[]): boolean {
  return commonPrefix(tokens, start) === start.length;
}
