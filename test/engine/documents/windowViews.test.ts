import assert from 'node:assert/strict';
import test from 'node:test';
import { findPromptFormat } from '../../../src/completion/promptFormat/promptFormat.ts';
import { ContextStore } from '../../../src/engine/documents/contextStore.ts';
import { Documents } from '../../../src/engine/documents/documents.ts';
import { WindowViews } from '../../../src/engine/documents/windowViews.ts';
import { createControlTokens } from '../../support/controlTokens.ts';
import { makeFakeModel } from '../../support/fakeModel.ts';
import { createModelHost } from '../../support/modelHost.ts';
import { silentLogger } from '../../support/silentLogger.ts';

const uri = 'file:///folder/a%20b.ts';

/** Renders the context of an open document for a model with these control tokens. */
async function renderContext(controlTokens: readonly string[]): Promise<string | undefined> {
  const ignore = () => undefined;
  const documents = new Documents(silentLogger, {
    onDidOpen: ignore,
    onDidChange: ignore,
    onDidClose: ignore,
  });
  documents.open({ uri, languageId: 'typescript', version: 1, text: 'let a;' });
  const context = new ContextStore((of) => documents.get(of)?.languageId);
  const piece = { kind: 'similar', path: 'c.ts', text: 'let c;', reason: '' } as const;
  context.set({ textDocument: { uri }, pieces: [piece], maxShare: 0.5 });
  const promptFormat = findPromptFormat(createControlTokens(controlTokens));
  const host = await createModelHost(makeFakeModel({ promptFormat }));
  return new WindowViews(documents, context, host).createView(uri, 0)?.context.text;
}

test("context has the style of the model's prompt format", async () => {
  assert.equal(await renderContext([]), '// c.ts\nlet c;\n// a b.ts\n');
  assert.equal(await renderContext(['[SUFFIX]', '[PREFIX]']), '+++++ c.ts\nlet c;\n+++++ a b.ts\n');
});
