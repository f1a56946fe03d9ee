import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ChunkBuffer } from '../../../src/extension/chat/chunkBuffer.ts';

describe('ChunkBuffer', () => {
  it('emits the text of an interval together', ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const emitted: string[] = [];
    const buffer = new ChunkBuffer((text) => emitted.push(text), 30);
    buffer.push('a');
    mock.timers.tick(20);
    buffer.push('b');
    assert.deepEqual(emitted, []);
    mock.timers.tick(10);
    assert.deepEqual(emitted, ['ab']);
    buffer.push('c');
    mock.timers.tick(30);
    assert.deepEqual(emitted, ['ab', 'c']);
  });

  it('emits at once when it is flushed, and not again later', ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const emitted: string[] = [];
    const buffer = new ChunkBuffer((text) => emitted.push(text), 30);
    buffer.push('a');
    buffer.flush();
    buffer.flush();
    mock.timers.tick(100);
    assert.deepEqual(emitted, ['a']);
  });
});
