import { readFile } from 'node:fs/promises';

/** An event in an editor. Traces list them in order; offsets are UTF-16 code units. */
export type TraceEvent =
  /** The first event of each trace: a document was opened. */
  | {
      readonly type: 'open';
      readonly t: number;
      readonly uri: string;
      /** VS Code's identifier of the language. */
      readonly languageId?: string;
      readonly text: string;
    }
  /** The cursor moved without an edit. */
  | { readonly type: 'cursor'; readonly t: number; readonly offset: number }
  /** `remove` code units were deleted at `offset`, then `insert` was inserted there. */
  | {
      readonly type: 'edit';
      readonly t: number;
      readonly offset: number;
      readonly remove: number;
      readonly insert: string;
    }
  /** The editor requested a completion; `expect` is the text that the user typed next. */
  | {
      readonly type: 'request';
      readonly t: number;
      readonly offset: number;
      readonly expect: string;
    };

/** The kind of event that led to a request. */
export type Cause = 'key' | 'enter' | 'jump' | 'delete' | 'paste';

/**
 * Reads a trace: one JSON object per line.
 *
 * @throws Error that names the line that isn't an event.
 */
export async function readTrace(file: string): Promise<TraceEvent[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  const events = lines.map((line, index) => parseEvent(line, `${file}:${index + 1}`));
  if (events[0]?.type !== 'open') throw new Error(`${file} doesn't begin with an "open" event.`);
  return events;
}

function parseEvent(line: string, location: string): TraceEvent {
  const event = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const fields = fieldsByType[event['type'] as TraceEvent['type']];
  if (fields?.every(([name, type]) => typeof event[name] === type) !== true) {
    throw new Error(`${location} is not an event of a trace.`);
  }
  return event as unknown as TraceEvent;
}

type Field = readonly [name: string, type: 'number' | 'string'];

const fieldsByType: Partial<Record<TraceEvent['type'], readonly Field[]>> = {
  open: [
    ['t', 'number'],
    ['uri', 'string'],
    ['text', 'string'],
  ],
  cursor: [
    ['t', 'number'],
    ['offset', 'number'],
  ],
  edit: [
    ['t', 'number'],
    ['offset', 'number'],
    ['remove', 'number'],
    ['insert', 'string'],
  ],
  request: [
    ['t', 'number'],
    ['offset', 'number'],
    ['expect', 'string'],
  ],
};

/** Returns the cause of the request that follows an event; undefined for a request itself. */
export function findCause(event: TraceEvent): Cause | undefined {
  if (event.type === 'cursor' || event.type === 'open') return 'jump';
  if (event.type !== 'edit') return undefined;
  if (event.insert === '') return 'delete';
  // An editor inserts the indentation of the next line together with the line end.
  if (/^\n[ \t]*$/.test(event.insert)) return 'enter';
  return event.insert.length === 1 ? 'key' : 'paste';
}

/** Returns the costlier of two causes: a request after several events counts under that one. */
export function pickCostlier(one: Cause, other: Cause): Cause {
  const order: readonly Cause[] = ['key', 'enter', 'delete', 'paste', 'jump'];
  return order.indexOf(other) > order.indexOf(one) ? other : one;
}
