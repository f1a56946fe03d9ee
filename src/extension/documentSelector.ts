import { completedSchemes, whereToComplete } from './whereToComplete.ts';

/** Documents that the engine hears of, and that completions may be made in. */
export const documentSelector: readonly { readonly scheme: string }[] = completedSchemes.map(
  (scheme) => ({ scheme }),
);

/** Whether completions are made in a document of this URI. */
export function isCompleted(uri: { readonly scheme: string }): boolean {
  return whereToComplete(uri.scheme, '') !== 'never';
}
