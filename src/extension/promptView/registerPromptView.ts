import * as vscode from 'vscode';
import type { FeatureContext } from '../featureContext.ts';
import { PromptDocuments } from './promptDocuments.ts';

/** Registers the documents of Show Prompt and the command. */
export function registerPromptView({ engine }: FeatureContext): vscode.Disposable {
  const prompts = new PromptDocuments(engine);
  return vscode.Disposable.from(
    prompts,
    vscode.commands.registerCommand('tramontane.showPrompt', () => prompts.show()),
  );
}
