import { CursorPlace } from '../../completion/syntax/cursorPlace.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { ParsedDocument } from '../parsing/parsedDocument.ts';
import type { SyntaxParsers } from '../parsing/syntaxParsers.ts';

/** Last place that was found, with its text and parse. */
interface CachedPlace {
  readonly language: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly place: CursorPlace;
  readonly syntaxTree: ParsedDocument | undefined;
}

/**
 * Finds the syntactic place of a cursor. Following the brackets and parsing take as long as one or
 * two tokens of a small model, so the last place is kept: it is found before a completion is
 * requested there. Only one place is in use at a time, like the model.
 */
export class CursorPlaces {
  readonly #parsers: SyntaxParsers;
  #last: CachedPlace | undefined;

  constructor(parsers: SyntaxParsers) {
    this.#parsers = parsers;
  }

  /** Loads the parser of a language in the background. */
  warmUp({ language }: WindowView): void {
    void this.#parsers.getParser(language);
  }

  /** Returns the place of a cursor, which is valid until another one is requested. */
  async findPlace({ view, language }: WindowView): Promise<CursorPlace> {
    const parser = await this.#parsers.getParser(language);
    const { prefix, suffix } = view;
    const last = this.#last;
    const isSame = last?.language === language && last.prefix === prefix && last.suffix === suffix;
    if (isSame) return last.place;
    last?.syntaxTree?.[Symbol.dispose]();
    const syntaxTree = parser?.parse(view);
    const place = new CursorPlace(view, language, syntaxTree);
    this.#last = { language, prefix, suffix, place, syntaxTree };
    return place;
  }
}
