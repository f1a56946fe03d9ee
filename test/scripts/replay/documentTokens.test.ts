import assert from 'node:assert/strict';
import test from 'node:test';
import { countDocumentTokens } from '../../../scripts/replay/documentTokens.ts';
import type { TraceEvent } from '../../../scripts/replay/trace.ts';
import { createCharacterTokenizer } from '../../support/characterTokenizer.ts';

test('the whole document is counted at each request', () => {
  const events: readonly TraceEvent[] = [
    { type: 'open', t: 0, uri: 'a.ts', text: 'a\nb\n' },
    { type: 'request', t: 0, offset: 0, expect: '' },
    { type: 'edit', t: 1, offset: 2, remove: 0, insert: 'xyz' },
    { type: 'request', t: 1, offset: 5, expect: '' },
  ];
  // One more token is the dummy space.
  assert.deepEqual(countDocumentTokens(events, createCharacterTokenizer()), [5, 8]);
});
