import { CursorPlace } from '../../completion/syntax/cursorPlace.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { ParsedPlace } from '../syntax/parsedPlace.ts';
import type { SyntaxParsers } from '../syntax/syntaxParsers.ts';

/** A place that was looked at. */
interface Seen {
  readonly language: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly place: CursorPlace;
  readonly syntax: ParsedPlace | undefined;
}

/**
 * What cursors stand in. To follow the brackets and to parse takes as long as a token or two of a
 * small model, so the last place is kept: it is looked at before somebody asks for a text there. One
 * place is in use at a time, as the model is.
 */
export class CursorPlaces {
  readonly #parsers: SyntaxParsers;
  #last: Seen | undefined;

  constructor(parsers: SyntaxParsers) {
    this.#parsers = parsers;
  }

  /** Loads what a language needs, while something else goes on. */
  warmUp({ language }: WindowView): void {
    void this.#parsers.for(language);
  }

  /** @returns the place, which is good until another one is asked for. */
  async at({ view, language }: WindowView): Promise<CursorPlace> {
    const parser = await this.#parsers.for(language);
    const { prefix, suffix } = view;
    const last = this.#last;
    const isSame = last?.language === language && last.prefix === prefix && last.suffix === suffix;
    if (isSame) return last.place;
    last?.syntax?.[Symbol.dispose]();
    const syntax = parser?.at(view);
    const place = new CursorPlace(view, language, syntax);
    this.#last = { language, prefix, suffix, place, syntax };
    return place;
  }
}
