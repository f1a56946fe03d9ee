import assert from 'node:assert/strict';
import test from 'node:test';
import {
  documentSelector,
  isSupportedUri,
} from '../../../src/extension/configuration/documentSelector.ts';
import {
  hasAutomaticCompletions,
  getCompletionScope,
  type CompletionScope,
} from '../../../src/extension/configuration/completionScope.ts';

const decisions: readonly (readonly [string, string, string, CompletionScope])[] = [
  ['a file on disk', 'file', 'typescript', 'automatic'],
  ['the right side of a diff editor', 'file', 'python', 'automatic'],
  ['the left side of a diff editor', 'git', 'python', 'never'],
  ['an untitled file', 'untitled', 'plaintext', 'automatic'],
  ['a cell of a notebook', 'vscode-notebook-cell', 'python', 'automatic'],
  ['a text cell of a notebook', 'vscode-notebook-cell', 'markdown', 'automatic'],
  ['a file of a repository on GitHub', 'vscode-vfs', 'go', 'automatic'],
  ['the input of the commit message', 'vscode-scm', 'scminput', 'never'],
  ['a commit message in a file', 'file', 'git-commit', 'invoked'],
  ['the plan of a rebase', 'file', 'git-rebase', 'invoked'],
  ['the input of a chat', 'chatSessionInput', 'chatinput', 'never'],
  ['a comment of a review', 'comment', 'markdown', 'never'],
  ['the debug console', 'debug', 'python', 'never'],
  ['the input of an interactive window', 'vscode-interactive-input', 'python', 'never'],
  ['an output channel', 'output', 'Log', 'never'],
  ['a log file', 'file', 'log', 'never'],
  ['a search editor', 'search-editor', 'search-result', 'never'],
  ['the settings of VS Code', 'vscode-userdata', 'jsonc', 'never'],
  ['the text of Show Prompt', 'tramontane-prompt', 'plaintext', 'never'],
  ['what nobody has heard of', 'somebodys-own', 'typescript', 'never'],
  ['a name that objects have by nature', 'constructor', 'toString', 'never'],
];

for (const [what, scheme, language, where] of decisions) {
  test(`completions in ${what} are ${where}`, () => {
    assert.equal(getCompletionScope(scheme, language), where);
    const document = { uri: { scheme }, languageId: language };
    assert.equal(hasAutomaticCompletions(document), where === 'automatic');
  });
}

test('the engine receives only the documents in which completions are made', () => {
  const schemes = documentSelector.map(({ scheme }) => scheme);
  for (const [what, scheme, , where] of decisions) {
    if (where !== 'never') assert.ok(schemes.includes(scheme), what);
    assert.equal(isSupportedUri({ scheme }), schemes.includes(scheme), what);
  }
  for (const scheme of ['vscode-scm', 'chatSessionInput', 'git', 'output']) {
    assert.ok(!schemes.includes(scheme), scheme);
  }
});
