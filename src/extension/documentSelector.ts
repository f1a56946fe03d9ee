/** Documents that completions are made for: files on disk and those not saved yet. */
export const documentSelector = [{ scheme: 'file' }, { scheme: 'untitled' }] as const;

/** Whether completions are made for the document of this URI. */
export function isCompleted(uri: { readonly scheme: string }): boolean {
  return documentSelector.some(({ scheme }) => scheme === uri.scheme);
}
