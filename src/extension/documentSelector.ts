/** Documents that completions are made for: files on disk and those not saved yet. */
export const documentSelector = [{ scheme: 'file' }, { scheme: 'untitled' }] as const;
