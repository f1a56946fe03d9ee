import { supportedSchemes, getCompletionScope } from './completionScope.ts';

/** Selector of the documents that are synchronized with the engine and may have completions. */
export const documentSelector: readonly { readonly scheme: string }[] = supportedSchemes.map(
  (scheme) => ({ scheme }),
);

/** Returns whether a document with this URI may have completions. */
export function isSupportedUri(uri: { readonly scheme: string }): boolean {
  return getCompletionScope(uri.scheme, '') !== 'never';
}
