import { getCompletionScope } from '../configuration/completionScope.ts';

/**
 * Returns the reason why completions can't be turned on or off for the language of a document,
 * where a switch would have no effect.
 *
 * @returns a message for the user; undefined where a switch has an effect.
 */
export function getToggleUnavailableReason(
  document: { readonly uri: { readonly scheme: string }; readonly languageId: string } | undefined,
): string | undefined {
  if (document === undefined) {
    return 'Open a file of the language that completions are to be turned on or off for.';
  }
  switch (getCompletionScope(document.uri.scheme, document.languageId)) {
    case 'automatic':
      return undefined;
    case 'invoked':
      return 'In documents of this kind completions come on request only, so there is nothing to turn on or off.';
    case 'never':
      return 'In documents of this kind there are no completions, so there is nothing to turn on or off. Open a file of the language that you mean.';
  }
}
