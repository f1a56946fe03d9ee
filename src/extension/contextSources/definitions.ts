import { findLookupNames } from '../../completion/context/identifiers.ts';
import type { Declaration, CursorLocation, SourceDocument } from './sources.ts';

/** Maximum number of names that are looked up for a cursor position. */
const maxNames = 6;
/** Maximum time that a round waits for the language servers, in ms. */
const deadlineMs = 150;

/** Answers of the language servers about the names in a document. */
interface DocumentLookups {
  version: number;
  readonly requestedNames: Set<string>;
  readonly declarations: Map<string, readonly Declaration[]>;
}

export interface DefinitionsParts {
  /** Requests declarations from VS Code's definition providers. */
  readonly requestDeclarations: (
    document: SourceDocument,
    offset: number,
  ) => Promise<readonly Declaration[]>;
  /** Called when declarations arrived after the deadline of a round. */
  readonly onLateAnswer: () => void;
}

/** Name with its declarations. */
export interface DeclaredName {
  readonly name: string;
  readonly declarations: readonly Declaration[];
}

/**
 * Looks up the declarations of the names that a completion needs most. Language servers are slow,
 * above all the first time, so a round waits briefly and continues with the earlier answers. Later
 * answers are used by the next round.
 */
export class Definitions {
  readonly #parts: DefinitionsParts;
  readonly #lookupsByUri = new Map<string, DocumentLookups>();

  constructor(parts: DefinitionsParts) {
    this.#parts = parts;
  }

  /**
   * Returns the names that are relevant at a cursor position and have known declarations.
   *
   * @param signal ends the wait for the language servers.
   */
  async findDeclaredNames(
    { document, offset }: CursorLocation,
    signal: AbortSignal,
  ): Promise<DeclaredName[]> {
    const lookups = this.#getLookups(document);
    const names = findLookupNames(document.getText(), offset, maxNames);
    const answers = Promise.all(
      names
        .filter(({ name }) => !lookups.requestedNames.has(name))
        .map(({ name, offset: nameOffset }) => {
          lookups.requestedNames.add(name);
          return this.#lookUp(document, name, nameOffset, lookups);
        }),
    );
    if (!(await finishesInTime(answers, signal))) {
      void answers.then((results) => {
        if (results.includes(true)) this.#parts.onLateAnswer();
      });
    }
    return names.flatMap(({ name }) => {
      const declarations = lookups.declarations.get(name);
      return declarations === undefined ? [] : [{ name, declarations }];
    });
  }

  /** Discards the answers about a document that was closed. */
  removeDocument(uri: string): void {
    this.#lookupsByUri.delete(uri);
  }

  /** Looks up a name. Returns whether the answer contains a declaration in another document. */
  async #lookUp(
    document: SourceDocument,
    name: string,
    offset: number,
    lookups: DocumentLookups,
  ): Promise<boolean> {
    const { version } = lookups;
    // A provider that fails counts as one without an answer. It logs its own errors.
    const answers = await this.#parts.requestDeclarations(document, offset).catch(() => []);
    // The prompt contains the document itself, so its own declarations are left out.
    const declarations = answers.filter(({ uri }) => uri.toString() !== document.uri.toString());
    if (declarations.length > 0) lookups.declarations.set(name, declarations);
    // A server that is still starting has no other files yet: the next round asks it again.
    else if (lookups.version === version) lookups.requestedNames.delete(name);
    return declarations.length > 0;
  }

  #getLookups(document: SourceDocument): DocumentLookups {
    const uri = document.uri.toString();
    const lookups = this.#lookupsByUri.get(uri) ?? {
      version: document.version,
      requestedNames: new Set(),
      declarations: new Map<string, readonly Declaration[]>(),
    };
    if (lookups.version !== document.version) {
      lookups.version = document.version;
      lookups.requestedNames.clear();
    }
    this.#lookupsByUri.set(uri, lookups);
    return lookups;
  }
}

/** Returns whether work finishes before the deadline and before the signal. */
function finishesInTime(work: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const finish = (isInTime: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      resolve(isInTime);
    };
    const giveUp = () => {
      finish(false);
    };
    const timer = setTimeout(giveUp, deadlineMs);
    signal.addEventListener('abort', giveUp);
    void work.then(() => {
      finish(true);
    });
  });
}
