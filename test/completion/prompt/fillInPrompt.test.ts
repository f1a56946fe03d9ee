import assert from 'node:assert/strict';
import test from 'node:test';
import { fillInPrompt } from '../../../src/completion/prompt/fillInPrompt.ts';
import { viewOf } from '../../support/cursor.ts';

test('a plain prompt is the prefix', () => {
  assert.deepEqual(fillInPrompt(viewOf('let a =║;\nlet b;'), 'plain', 1000), {
    segments: [{ kind: 'beginOfText' }, { kind: 'text', text: 'let a =' }],
    heldBack: '',
  });
});

test('the Codestral prompt puts the suffix first, so that typing appends', () => {
  const { segments } = fillInPrompt(viewOf('f(║)\n'), 'codestral', 1000);
  assert.deepEqual(segments, [
    { kind: 'beginOfText' },
    { kind: 'control', name: '[SUFFIX]' },
    { kind: 'continuation', text: ')\n' },
    { kind: 'control', name: '[PREFIX]' },
    { kind: 'text', text: 'f(' },
  ]);
});

test('blanks before the cursor are held back, line ends are not', () => {
  const { segments, heldBack } = fillInPrompt(viewOf('if (x) {\n\t  ║'), 'plain', 1000);
  assert.equal(heldBack, '\t  ');
  assert.deepEqual(segments.at(-1), { kind: 'text', text: 'if (x) {\n' });
});

test('the suffix takes a quarter of the room at the most', () => {
  const { segments } = fillInPrompt(
    viewOf(`${'a'.repeat(900)}║${'b'.repeat(900)}`),
    'codestral',
    400,
  );
  const [, , suffix, , prefix] = segments;
  assert.equal(suffix?.kind === 'continuation' && suffix.text.length, 100);
  assert.ok(prefix?.kind === 'text' && prefix.text.length <= 300 && prefix.text.length >= 150);
});
