import { completedSchemes, whereToComplete } from './whereToComplete.ts';

/** Selector of the documents that are synchronized with the engine and may have completions. */
export const documentSelector: readonly { readonly scheme: string }[] = completedSchemes.map(
  (scheme) => ({ scheme }),
);

/** Returns whether a document with this URI may have completions. */
export function isCompleted(uri: { readonly scheme: string }): boolean {
  return whereToComplete(uri.scheme, '') !== 'never';
}
