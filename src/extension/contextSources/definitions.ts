import { namesToLookUp } from '../../completion/context/identifiers.ts';
import type { Declaration, Focus, SourceDocument } from './sources.ts';

/** Maximum number of names that are looked up for a cursor position. */
const maxNames = 6;
/** Maximum time that a round waits for the language servers, in ms. */
const deadlineMs = 150;

/** Answers of the language servers about the names in a document. */
interface Known {
  version: number;
  readonly asked: Set<string>;
  readonly declarations: Map<string, readonly Declaration[]>;
}

export interface DefinitionsParts {
  /** Requests declarations from VS Code's definition providers. */
  readonly ask: (document: SourceDocument, offset: number) => Promise<readonly Declaration[]>;
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
  readonly #known = new Map<string, Known>();

  constructor(parts: DefinitionsParts) {
    this.#parts = parts;
  }

  /**
   * Returns the names that are relevant at a cursor position and have known declarations.
   *
   * @param signal ends the wait for the language servers.
   */
  async at({ document, offset }: Focus, signal: AbortSignal): Promise<DeclaredName[]> {
    const known = this.#knownOf(document);
    const names = namesToLookUp(document.getText(), offset, maxNames);
    const answers = Promise.all(
      names
        .filter(({ name }) => !known.asked.has(name))
        .map(({ name, offset: place }) => {
          known.asked.add(name);
          return this.#lookUp(document, name, place, known);
        }),
    );
    if (!(await inTime(answers, signal))) {
      void answers.then((found) => {
        if (found.includes(true)) this.#parts.onLateAnswer();
      });
    }
    return names.flatMap(({ name }) => {
      const declarations = known.declarations.get(name);
      return declarations === undefined ? [] : [{ name, declarations }];
    });
  }

  /** Discards the answers about a document that was closed. */
  forget(uri: string): void {
    this.#known.delete(uri);
  }

  /** Looks up a name. Returns whether the answer contains a declaration in another document. */
  async #lookUp(
    document: SourceDocument,
    name: string,
    offset: number,
    known: Known,
  ): Promise<boolean> {
    const { version } = known;
    // A provider that fails counts as one without an answer. It logs its own errors.
    const answers = await this.#parts.ask(document, offset).catch(() => []);
    // The prompt contains the document itself, so its own declarations are left out.
    const found = answers.filter(({ uri }) => uri.toString() !== document.uri.toString());
    if (found.length > 0) known.declarations.set(name, found);
    // A server that is still starting has no other files yet: the next round asks it again.
    else if (known.version === version) known.asked.delete(name);
    return found.length > 0;
  }

  #knownOf(document: SourceDocument): Known {
    const uri = document.uri.toString();
    const known = this.#known.get(uri) ?? {
      version: document.version,
      asked: new Set(),
      declarations: new Map<string, readonly Declaration[]>(),
    };
    if (known.version !== document.version) {
      known.version = document.version;
      known.asked.clear();
    }
    this.#known.set(uri, known);
    return known;
  }
}

/** Returns whether work finishes before the deadline and before the signal. */
function inTime(work: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
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
