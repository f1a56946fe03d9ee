import { lineCommentOf } from '../../completion/document/lineComment.ts';
import type { CompletionRule } from '../../completion/rules.ts';
import { windowView, type WindowView } from '../../completion/window/windowView.ts';
import type { CompleteParams } from '../protocol.ts';
import type { Documents } from './documents.ts';

/** What stands at cursors of documents, as prompts are laid out for. */
export class WindowViews {
  readonly #documents: Documents;

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /**
   * What a request is about: the document as if the entry that is selected in the suggest widget
   * had been accepted.
   */
  forRequest(
    { textDocument, position, selected, rulesOff = [] }: CompleteParams,
    offset: number,
  ): WindowView | undefined {
    const at = this.at(textDocument.uri, offset, rulesOff);
    if (at === undefined || selected === undefined) return at;
    const start = offset - (position.character - selected.start);
    const before = at.text.slice(0, Math.max(0, start)) + selected.text;
    return windowView(before + at.text.slice(offset), before.length, at);
  }

  /**
   * @param offset the cursor, in UTF-16 code units; behind the end of the document it stands there.
   * @returns undefined for documents that aren't open.
   */
  at(
    uri: string,
    offset: number,
    rulesOff: readonly CompletionRule[] = [],
  ): WindowView | undefined {
    const document = this.#documents.get(uri);
    if (document === undefined) return undefined;
    const text = document.getText();
    const lineComment = lineCommentOf(document.languageId);
    return windowView(text, Math.min(offset, text.length), { lineComment, rulesOff });
  }
}
