import { rm, utimes } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { EngineError } from '../engineError.ts';
import type { Logger, Token, TokenSequence } from '../ports.ts';
import { isMissing, reasonOf } from './diskFailure.ts';
import { asJson, encodeSidecar, idOf, type Sidecar } from './sidecar.ts';
import { damageOf } from './stateCheck.ts';
import { StateDraft } from './stateDraft.ts';
import { StateFolder, isLeftover } from './stateFolder.ts';
import { pairsOf, sidecarOf } from './statePairs.ts';

/** A KV cache on disk. */
export interface SavedState {
  /** Stem of the file names. */
  readonly id: string;
  /** Key of the document. */
  readonly document: string;
  readonly tokens: readonly Token[];
  /** Details that the state was saved with; JSON. */
  readonly details: unknown;
  /** On disk, both files. */
  readonly bytes: number;
  /** In ms since 1970. */
  readonly usedAt: number;
}

interface StateStoreOptions {
  /** Maximum bytes on disk, of all models together; while a state is written its own come on top. */
  readonly limitBytes: number;
  /** Of the model whose states are saved and loaded. */
  readonly fingerprint: string;
  readonly logger: Logger;
  /** In ms since 1970: compared with the times of files. */
  readonly clock?: () => number;
}

type KnownState = SavedState & Sidecar;

/**
 * Saved states of KV caches in a folder of their own. Nothing is given to llama.cpp that isn't
 * byte by byte what it wrote: on anything else it ends the process.
 *
 * Other processes may use the folder at the same time. What they delete is missed when it is
 * loaded, what they save is found by the next session.
 */
export class StateStore {
  readonly #folder: StateFolder;
  readonly #limitBytes: number;
  readonly #fingerprint: string;
  readonly #logger: Logger;
  readonly #clock: () => number;
  /** By id; last used last. */
  readonly #states = new Map<string, KnownState>();
  /** `save` and `clear` run one after another: what was to be saved before `clear` is deleted. */
  #work: Promise<unknown> = Promise.resolve();

  private constructor(
    directory: string,
    { limitBytes, fingerprint, logger, clock = Date.now }: StateStoreOptions,
  ) {
    this.#folder = new StateFolder(directory);
    this.#limitBytes = limitBytes;
    this.#fingerprint = fingerprint;
    this.#logger = logger;
    this.#clock = clock;
  }

  /**
   * Reads what earlier sessions left, and deletes what is no use: leftovers of interrupted writes,
   * damaged sidecars, states of other versions, and what is beyond the limit. Checksums of native
   * files wait for `load`. Never rejects; a folder that can't be used is an empty one.
   */
  static async open(directory: string, options: StateStoreOptions): Promise<StateStore> {
    const store = new StateStore(directory, options);
    try {
      await store.#takeOver();
    } catch (error) {
      options.logger.warn(`Saved states in ${directory} can't be used: ${reasonOf(error)}.`);
    }
    return store;
  }

  /** Those of this model, last used first. */
  get states(): readonly SavedState[] {
    return [...this.#states.values()].reverse();
  }

  /** Those of a document for this model, last used first. */
  statesOf(document: string): readonly SavedState[] {
    return this.states.filter((state) => state.document === document);
  }

  /**
   * Saves what a sequence holds, and deletes the least recently used states beyond the limit. The
   * same tokens with the same details are not written again.
   *
   * Waits for the calls of `save` and `clear` before it. Either all callers hold the model
   * meanwhile or none does, and `sequence.save` takes it: else they wait for each other forever.
   *
   * @param document its key, see `documentKey`.
   * @param details JSON, given back with the state.
   * @returns undefined when the state could not be written or is larger than the limit; the log
   *   says why, and nothing half-written is left.
   */
  async save(
    document: string,
    sequence: Pick<TokenSequence, 'save' | 'tokens' | 'bytesPerToken'>,
    details: unknown,
  ): Promise<SavedState | undefined> {
    // Copies: the sequence goes on while this waits for its turn.
    const tokens = [...sequence.tokens];
    const content = { fingerprint: this.#fingerprint, document, tokens, details: asJson(details) };
    return this.#inTurn(async () => {
      const known = this.#states.get(idOf(content));
      if (known !== undefined && isDeepStrictEqual(known.details, content.details)) {
        const used = await this.#markUsed(known);
        if (used !== undefined) return used;
      }
      // Known before it is written: the keys and values are nearly all of it.
      const minBytes = tokens.length * sequence.bytesPerToken;
      if (this.#isTooLarge(minBytes)) return undefined;
      try {
        await this.#folder.create();
        await this.#folder.requireRoom(minBytes);
        return await this.#write(content, sequence);
      } catch (error) {
        this.#logger.warn(`A state can't be saved in ${this.#folder.path}: ${reasonOf(error)}.`);
        return undefined;
      }
    });
  }

  /**
   * Loads a state that is what was saved, and marks it used.
   *
   * @returns false when the state was refused: the log says why, and it is deleted. The sequence
   *   holds what it held before, or anything where it was the sequence that refused.
   */
  async load(state: SavedState, sequence: Pick<TokenSequence, 'load'>): Promise<boolean> {
    const known = this.#states.get(state.id);
    if (known === undefined) {
      this.#logger.info('A saved state is not loaded: it was deleted meanwhile.');
      return false;
    }
    const problem = await this.#problemLoading(known, sequence);
    if (problem === undefined) {
      await this.#markUsed(known);
      return true;
    }
    const count = known.tokens.length;
    this.#logger.warn(`A saved state of ${count} tokens is refused and deleted: ${problem}.`);
    await this.#remove(known.id);
    return false;
  }

  /** A failure is logged. */
  async delete(state: SavedState): Promise<void> {
    await this.#remove(state.id);
  }

  /**
   * Deletes the states of all models, what was asked to be saved before, and what other processes
   * are writing.
   *
   * @returns bytes freed.
   * @throws EngineError when files are left that could not be deleted.
   */
  clear(): Promise<number> {
    return this.#inTurn(async () => {
      this.#states.clear();
      try {
        return await this.#folder.clear();
      } catch (error) {
        throw new EngineError(
          'internal',
          `Some saved states could not be deleted: ${reasonOf(error)}. Close other windows and try again, or delete the folder ${this.#folder.path}.`,
          { cause: error },
        );
      }
    });
  }

  async #takeOver(): Promise<void> {
    await this.#folder.create();
    const files = await this.#folder.list();
    const now = this.#clock();
    const leftovers = files.filter((file) => isLeftover(file, now));
    for (const { path } of leftovers) await this.#attempt(() => rm(path, { force: true }));
    const pairs = pairsOf(files.filter((file) => !leftovers.includes(file)));
    for (const pair of pairs.toReversed()) {
      const sidecar = await sidecarOf(pair);
      if (sidecar === undefined) {
        if (!pair.isBeingWritten) await this.#remove(pair.id);
      } else if (sidecar.fingerprint === this.#fingerprint) {
        const { id, bytes, usedAt } = pair;
        this.#states.set(id, { ...sidecar, id, bytes, usedAt });
      }
    }
    await this.#trim();
  }

  async #write(
    content: Omit<Sidecar, 'stateBytes' | 'stateChecksum'>,
    sequence: Pick<TokenSequence, 'save' | 'tokens'>,
  ): Promise<SavedState | undefined> {
    const id = idOf(content);
    const draft = await StateDraft.write(this.#folder, id, (file) => sequence.save(file));
    try {
      if (!isDeepStrictEqual(sequence.tokens, content.tokens)) {
        throw new Error('the sequence was changed while it was saved');
      }
      const { stateBytes, stateChecksum } = draft;
      const sidecar = { ...content, stateBytes, stateChecksum };
      const text = encodeSidecar(sidecar);
      const bytes = stateBytes + Buffer.byteLength(text);
      if (this.#isTooLarge(bytes)) return undefined;
      this.#states.delete(id);
      await draft.publish(text);
      await this.#attempt(() => this.#trim(id));
      return await this.#markUsed({ ...sidecar, id, bytes, usedAt: 0 });
    } finally {
      await draft.discard();
    }
  }

  /** @returns what went wrong, as the end of a sentence; undefined for nothing. */
  async #problemLoading(
    state: KnownState,
    sequence: Pick<TokenSequence, 'load'>,
  ): Promise<string | undefined> {
    const file = this.#folder.fileOf(state.id, 'state');
    const damage = await damageOf(file, state);
    if (damage !== undefined) return damage;
    try {
      await sequence.load(file, state.tokens);
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  /** @returns the state as it is known now; undefined when it was deleted meanwhile. */
  async #markUsed(state: KnownState): Promise<SavedState | undefined> {
    const usedAt = this.#clock();
    const { id } = state;
    try {
      await utimes(this.#folder.fileOf(id, 'json'), usedAt / 1000, usedAt / 1000);
    } catch (error) {
      if (isMissing(error)) {
        this.#states.delete(id);
        return undefined;
      }
      // Else the state is there, and only seems older than it is to the next session.
    }
    const used = { ...(this.#states.get(id) ?? state), usedAt };
    this.#states.delete(id);
    this.#states.set(id, used);
    return used;
  }

  /** Deletes the least recently used states beyond the limit, whoever saved them. */
  async #trim(kept?: string): Promise<void> {
    const pairs = pairsOf(await this.#folder.list());
    let bytes = pairs.reduce((sum, pair) => sum + pair.bytes, 0);
    for (const pair of pairs.toReversed()) {
      if (bytes <= this.#limitBytes) return;
      if (pair.id !== kept && (await this.#remove(pair.id))) bytes -= pair.bytes;
    }
  }

  #remove(id: string): Promise<boolean> {
    this.#states.delete(id);
    return this.#attempt(() => this.#folder.remove(id));
  }

  /** Does something on the disk that nobody waits for; a failure is logged. */
  async #attempt(action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      this.#logger.warn(`Tidying up ${this.#folder.path} failed: ${reasonOf(error)}.`);
      return false;
    }
  }

  #isTooLarge(bytes: number): boolean {
    if (bytes <= this.#limitBytes) return false;
    this.#logger.info('A state is not saved: it is larger than all saved states may be together.');
    return true;
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#work.then(work);
    this.#work = result.catch(() => undefined);
    return result;
  }
}
