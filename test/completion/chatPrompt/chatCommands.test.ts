import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chatCommands, type ChatCommand } from '../../../src/completion/chatPrompt/chatCommands.ts';

const selection = {
  code: 'export const total = 1;',
  languageId: 'typescript',
  path: 'src/cart.ts',
};

for (const [name, command] of Object.entries<ChatCommand>(chatCommands)) {
  describe(`the command ${name}`, () => {
    it('asks about the code in a block of its own, and names its file', () => {
      const prompt = command.renderPrompt(selection);
      assert.ok(prompt.includes('\n```typescript\nexport const total = 1;\n```\n'), prompt);
      assert.ok(prompt.includes('`src/cart.ts`'), prompt);
    });

    it('includes the lines around the code where they are given', () => {
      const around = { before: 'import tax;', after: 'export default total;' };
      const prompt = command.renderPrompt({ ...selection, ...around });
      assert.ok(prompt.includes(around.before) && prompt.includes(around.after), prompt);
    });

    it('begins with a verb, and says in a sentence that code must be selected', () => {
      assert.match(command.title, /^[A-Z][a-z]+$/u);
      assert.match(command.missingSelectionMessage, /^Select .*\.$/u);
    });
  });
}

it('an explanation begins with words that keep a model from repeating the code', () => {
  assert.equal(chatCommands.explain.title, 'Explain');
  assert.equal(chatCommands.explain.answerStart, 'This code');
});
