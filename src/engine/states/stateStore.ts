import { rm, utimes } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { EngineError } from '../foundation/engineError.ts';
import type { Token, TokenSequence } from '../backend/languageModel.ts';
import type { Logger } from '../foundation/environment.ts';
import { isMissingFileError, describeDiskError } from './diskFailure.ts';
import { roundTripJson, encodeSidecar, computeStateId, type Sidecar } from './sidecar.ts';
import { findDamage } from './findDamage.ts';
import { PendingState } from './pendingState.ts';
import { StateFolder, isLeftover } from './stateFolder.ts';
import { groupStateFiles, readSidecar } from './statePairs.ts';

/** A KV cache on disk. */
export interface SavedState {
  /** Stem of the file names. */
  readonly id: string;
  /** Key of the document. */
  readonly document: string;
  readonly tokens: readonly Token[];
  /** JSON that was passed to `save`. */
  readonly details: unknown;
  /** Size of both files on disk. */
  readonly bytes: number;
  /** Time of the last use, in ms since 1970. */
  readonly usedAt: number;
}

interface StateStoreOptions {
  /** Maximum bytes on disk, of all models together; a state that is being written comes on top. */
  readonly maxBytes: number;
  /** Fingerprint of the model whose states are saved and loaded. */
  readonly fingerprint: string;
  readonly logger: Logger;
  /** Clock in ms since 1970, compared with the times of files. */
  readonly clock?: () => number;
}

type StoredState = SavedState & Sidecar;

/**
 * Store of saved KV caches, in a folder of its own. llama.cpp only receives files that are byte by
 * byte as it wrote them: on any other file it ends the process.
 *
 * Other processes may use the folder at the same time. A state that they delete is found missing
 * when it is loaded; a state that they save is found by the next session.
 */
export class StateStore {
  readonly #folder: StateFolder;
  readonly #maxBytes: number;
  readonly #fingerprint: string;
  readonly #logger: Logger;
  readonly #clock: () => number;
  /** States by id; last used last. */
  readonly #states = new Map<string, StoredState>();
  /**
   * Last call of `save` or `clear`. They run one after another, so `clear` also deletes what
   * earlier calls save.
   */
  #work: Promise<unknown> = Promise.resolve();

  private constructor(
    directory: string,
    { maxBytes, fingerprint, logger, clock = Date.now }: StateStoreOptions,
  ) {
    this.#folder = new StateFolder(directory);
    this.#maxBytes = maxBytes;
    this.#fingerprint = fingerprint;
    this.#logger = logger;
    this.#clock = clock;
  }

  /**
   * Reads the states of earlier sessions, and deletes unusable files: leftovers of interrupted
   * writes, damaged sidecars, states of other versions, and states beyond the limit. Checksums of
   * native files are verified by `load`. Never rejects; a folder that can't be used counts as
   * empty.
   */
  static async open(directory: string, options: StateStoreOptions): Promise<StateStore> {
    const store = new StateStore(directory, options);
    try {
      await store.#readFolder();
    } catch (error) {
      options.logger.warn(
        `Saved states in ${directory} can't be used: ${describeDiskError(error)}.`,
      );
    }
    return store;
  }

  /** States of this model, last used first. */
  get states(): readonly SavedState[] {
    return [...this.#states.values()].reverse();
  }

  /** Returns the states of a document for this model, last used first. */
  listStates(document: string): readonly SavedState[] {
    return this.states.filter((state) => state.document === document);
  }

  /**
   * Saves the contents of a sequence, and deletes the least recently used states beyond the limit.
   * The same tokens with the same details are not written again.
   *
   * Waits for the calls of `save` and `clear` before it. Either all callers hold the model
   * meanwhile, or none does and `sequence.save` acquires it: otherwise they deadlock.
   *
   * @param document its key, see `documentKey`.
   * @param details JSON, returned with the state.
   * @returns undefined when the state could not be written or is larger than the limit; the log
   *   says why, and no incomplete file is left.
   */
  async save(
    document: string,
    sequence: Pick<TokenSequence, 'save' | 'tokens' | 'bytesPerToken'>,
    details: unknown,
  ): Promise<SavedState | undefined> {
    // Copies, because the sequence may change while this waits for its turn.
    const tokens = [...sequence.tokens];
    const content = {
      fingerprint: this.#fingerprint,
      document,
      tokens,
      details: roundTripJson(details),
    };
    return this.#enqueue(async () => {
      const storedState = this.#states.get(computeStateId(content));
      if (storedState !== undefined && isDeepStrictEqual(storedState.details, content.details)) {
        const updatedState = await this.#markUsed(storedState);
        if (updatedState !== undefined) return updatedState;
      }
      // Lower bound before the state is written: keys and values are nearly all of it.
      const minBytes = tokens.length * sequence.bytesPerToken;
      if (this.#isTooLarge(minBytes)) return undefined;
      try {
        await this.#folder.create();
        await this.#folder.requireRoom(minBytes);
        return await this.#write(content, sequence);
      } catch (error) {
        this.#logger.warn(
          `A state can't be saved in ${this.#folder.path}: ${describeDiskError(error)}.`,
        );
        return undefined;
      }
    });
  }

  /**
   * Loads a state after verifying its file, and marks it used.
   *
   * @returns false when the state was refused: the log says why, and it is deleted. The contents of
   *   the sequence are unchanged, or unspecified where `sequence.load` failed.
   */
  async load(state: SavedState, sequence: Pick<TokenSequence, 'load'>): Promise<boolean> {
    const storedState = this.#states.get(state.id);
    if (storedState === undefined) {
      this.#logger.info('A saved state is not loaded: it was deleted meanwhile.');
      return false;
    }
    const problem = await this.#findLoadProblem(storedState, sequence);
    if (problem === undefined) {
      await this.#markUsed(storedState);
      return true;
    }
    const count = storedState.tokens.length;
    this.#logger.warn(`A saved state of ${count} tokens is refused and deleted: ${problem}.`);
    await this.#remove(storedState.id);
    return false;
  }

  /** Deletes a state. A failure is logged. */
  async delete(state: SavedState): Promise<void> {
    await this.#remove(state.id);
  }

  /**
   * Deletes the states of all models, including those of earlier calls of `save` and those that
   * other processes are writing.
   *
   * @returns bytes freed.
   * @throws EngineError when some files could not be deleted.
   */
  clear(): Promise<number> {
    return this.#enqueue(async () => {
      this.#states.clear();
      try {
        return await this.#folder.clear();
      } catch (error) {
        throw new EngineError(
          'internal',
          `Some saved states could not be deleted: ${describeDiskError(error)}. Close other windows and try again, or delete the folder ${this.#folder.path}.`,
          { cause: error },
        );
      }
    });
  }

  async #readFolder(): Promise<void> {
    await this.#folder.create();
    const files = await this.#folder.list();
    const now = this.#clock();
    const leftovers = files.filter((file) => isLeftover(file, now));
    for (const { path } of leftovers) await this.#tryOperation(() => rm(path, { force: true }));
    const pairs = groupStateFiles(files.filter((file) => !leftovers.includes(file)));
    for (const pair of pairs.toReversed()) {
      const sidecar = await readSidecar(pair);
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
    const id = computeStateId(content);
    const pendingState = await PendingState.write(this.#folder, id, (file) => sequence.save(file));
    try {
      if (!isDeepStrictEqual(sequence.tokens, content.tokens)) {
        throw new Error('the sequence was changed while it was saved');
      }
      const { stateBytes, stateChecksum } = pendingState;
      const sidecar = { ...content, stateBytes, stateChecksum };
      const text = encodeSidecar(sidecar);
      const bytes = stateBytes + Buffer.byteLength(text);
      if (this.#isTooLarge(bytes)) return undefined;
      this.#states.delete(id);
      await pendingState.publish(text);
      await this.#tryOperation(() => this.#trim(id));
      return await this.#markUsed({ ...sidecar, id, bytes, usedAt: 0 });
    } finally {
      await pendingState.discard();
    }
  }

  /** @returns the problem, as the end of a sentence; undefined for none. */
  async #findLoadProblem(
    state: StoredState,
    sequence: Pick<TokenSequence, 'load'>,
  ): Promise<string | undefined> {
    const file = this.#folder.getFilePath(state.id, 'state');
    const damage = await findDamage(file, state);
    if (damage !== undefined) return damage;
    try {
      await sequence.load(file, state.tokens);
      return undefined;
    } catch (error) {
      return describeDiskError(error);
    }
  }

  /** @returns the updated state; undefined when it was deleted meanwhile. */
  async #markUsed(state: StoredState): Promise<SavedState | undefined> {
    const usedAt = this.#clock();
    const { id } = state;
    try {
      await utimes(this.#folder.getFilePath(id, 'json'), usedAt / 1000, usedAt / 1000);
    } catch (error) {
      if (isMissingFileError(error)) {
        this.#states.delete(id);
        return undefined;
      }
      // After other errors the state exists, and only seems older than it is to the next session.
    }
    const updatedState = { ...(this.#states.get(id) ?? state), usedAt };
    this.#states.delete(id);
    this.#states.set(id, updatedState);
    return updatedState;
  }

  /** Deletes the least recently used states beyond the limit, of all models and processes. */
  async #trim(keptId?: string): Promise<void> {
    const pairs = groupStateFiles(await this.#folder.list());
    let bytes = pairs.reduce((sum, pair) => sum + pair.bytes, 0);
    for (const pair of pairs.toReversed()) {
      if (bytes <= this.#maxBytes) return;
      if (pair.id !== keptId && (await this.#remove(pair.id))) bytes -= pair.bytes;
    }
  }

  #remove(id: string): Promise<boolean> {
    this.#states.delete(id);
    return this.#tryOperation(() => this.#folder.remove(id));
  }

  /** Runs a disk operation whose result nothing depends on; a failure is logged. */
  async #tryOperation(action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      this.#logger.warn(`Tidying up ${this.#folder.path} failed: ${describeDiskError(error)}.`);
      return false;
    }
  }

  #isTooLarge(bytes: number): boolean {
    if (bytes <= this.#maxBytes) return false;
    this.#logger.info('A state is not saved: it is larger than all saved states may be together.');
    return true;
  }

  #enqueue<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#work.then(work);
    this.#work = result.catch(() => undefined);
    return result;
  }
}
