/** Fields of a case in a suite. */
export type CaseFields = Readonly<Record<string, unknown>>;

/** Returns the identifier of a case. @param number of the case in its suite, for cases without one. */
export function readId(fields: CaseFields, number: number): string {
  const id = fields['task_id'];
  return typeof id === 'string' || typeof id === 'number' ? String(id) : `case ${number}`;
}

/** Returns the text of a field. @throws Error that names the field, where it isn't a text. */
export function readText(fields: CaseFields, name: string): string {
  const value = readOptionalText(fields, name);
  if (value === undefined) throw new Error(`has no "${name}"`);
  return value;
}

export function readOptionalText(fields: CaseFields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
}
