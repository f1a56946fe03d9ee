import { namesToLookUp } from '../../completion/context/identifiers.ts';
import type { Declaration, Focus, SourceDocument } from './sources.ts';

/** Most names that are looked up for a place. */
const maxNames = 6;
/** How long a round waits for the language servers, in ms. */
const deadlineMs = 150;

/** What is known of the names in a document. */
interface Known {
  version: number;
  readonly asked: Set<string>;
  readonly declarations: Map<string, readonly Declaration[]>;
}

export interface DefinitionsParts {
  /** Asks VS Code's definition providers. */
  readonly ask: (document: SourceDocument, offset: number) => Promise<readonly Declaration[]>;
  /** Called when answers came that a round no longer waited for. */
  readonly onLateAnswer: () => void;
}

/** A name and where it is declared. */
export interface DeclaredName {
  readonly name: string;
  readonly declarations: readonly Declaration[];
}

/**
 * Where the names are declared that a completion most needs. Language servers take their time,
 * above all the first time: a round waits a moment, and goes on with what was known before. What
 * comes later is there for the next round.
 */
export class Definitions {
  readonly #parts: DefinitionsParts;
  readonly #known = new Map<string, Known>();

  constructor(parts: DefinitionsParts) {
    this.#parts = parts;
  }

  /** @param signal ends the waiting. */
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

  /** A document was closed. */
  forget(uri: string): void {
    this.#known.delete(uri);
  }

  /** @returns whether it is known now where the name is declared. */
  async #lookUp(
    document: SourceDocument,
    name: string,
    offset: number,
    known: Known,
  ): Promise<boolean> {
    const { version } = known;
    // A provider that fails knows nothing. It logs its own errors.
    const answers = await this.#parts.ask(document, offset).catch(() => []);
    // What is declared in the document itself the model sees anyway.
    const found = answers.filter(({ uri }) => uri.toString() !== document.uri.toString());
    if (found.length > 0) known.declarations.set(name, found);
    // A server that is still starting knows nothing of other files: it is asked again next round.
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

/** Whether work is done before the deadline and the signal. */
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
