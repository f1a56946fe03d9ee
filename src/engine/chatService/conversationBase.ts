import { countCommonPrefix } from '../../completion/commonPrefix.ts';
import type { ChatTurn } from '../../completion/chatPrompt/chatTurn.ts';
import { countPinnedTokens } from '../../completion/window/windowLayout.ts';
import type { WindowPool } from '../kv/windowPool.ts';
import type { Token, TokenSequence } from '../backend/languageModel.ts';

/** Minimum length of a useful part of a file, in tokens. */
const minBaseTokens = 64;

/** Maximum share of the chat's window that a file may take. */
const maxShare = 1 / 2;

/**
 * Start of a conversation about a file: a copy of the file's cache. Only the question after it is
 * evaluated; the file was evaluated while the user worked on it.
 *
 * The file comes first and the instruction after it, in all instruction formats: any other order
 * would put something before the file that its own window doesn't contain.
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
   * @returns no tokens when the conversation is about no file, or its file isn't cached.
   */
  async prepareTokens(
    conversation: { readonly uri: string | undefined; readonly turns: readonly ChatTurn[] },
    sequence: TokenSequence,
    room: number,
  ): Promise<readonly Token[]> {
    const { uri, turns } = conversation;
    if (uri === undefined) return [];
    const opening = turns.find(({ role }) => role === 'user')?.text ?? '';
    const current = this.#current;
    if (
      current?.uri === uri &&
      current.opening === opening &&
      startsWith(sequence.tokens, current.tokens)
    ) {
      return current.tokens;
    }
    const maxTokens = Math.min(room, Math.floor(sequence.capacity * maxShare));
    if (maxTokens < minBaseTokens || !(await this.#copyWindow(uri, sequence, maxTokens))) return [];
    this.#current = { uri, opening, tokens: [...sequence.tokens] };
    return this.#current.tokens;
  }

  /**
   * @returns whether the sequence now holds the end of the file's window, at most `most` tokens of
   *   it.
   */
  async #copyWindow(uri: string, sequence: TokenSequence, maxTokens: number): Promise<boolean> {
    const window = this.#caches.get(uri)?.live.window;
    const state = window?.state;
    if (window === undefined || (state?.kind !== 'ready' && state?.kind !== 'ahead')) return false;
    const { layout } = state.kind === 'ahead' ? state.base : state;
    if (!(await this.#caches.copy(window, sequence))) return false;
    await sequence.truncate(Math.min(sequence.tokens.length, layout.tokens.length));
    const surplus = sequence.tokens.length - maxTokens;
    if (surplus <= 0) return true;
    const start = Math.max(1, countPinnedTokens(layout));
    if (start + surplus >= sequence.tokens.length) return false;
    // The end of a file's window is the text at the cursor, so its beginning is erased.
    await sequence.erase([{ start, end: start + surplus }]);
    return true;
  }

  /** Clears the stored start, whose sequence is gone. */
  clear(): void {
    this.#current = undefined;
  }
}

function startsWith(tokens: readonly Token[], start: readonly Token[]): boolean {
  return countCommonPrefix(tokens, start) === start.length;
}
