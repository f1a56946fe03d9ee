import * as vscode from 'vscode';
import { chatCommands, type ChatCommand } from '../../completion/chatPrompt/chatCommands.ts';
import type { EngineStatus } from '../engineHost/engineStatus.ts';
import type { FeatureContext } from '../featureContext.ts';
import { askAboutSelection } from './askAboutSelection.ts';
import type { ChatMessage } from './chatMessages.ts';
import { ChatViewProvider } from './chatView.ts';
import { insertIntoEditor } from './insertIntoEditor.ts';

/** The chat, as the tests see it. */
export interface ChatFeature {
  /** Returns the conversation as it is shown. */
  getMessages(): readonly ChatMessage[];
  dispose(): void;
}

/** Window that a question must fit into while no model is ready, in tokens. */
const minWindowTokens = 1024;

/** Registers the chat in the sidebar and its commands, Explain Selection included. */
export function registerChat({ extensionUri, engine, log }: FeatureContext): ChatFeature {
  const chat = new ChatViewProvider({ extensionUri, engine, insertCode: insertIntoEditor, log });
  const ask = (command: ChatCommand) =>
    askAboutSelection(command, chat, getWindowTokens(engine.status));
  const registrations = vscode.Disposable.from(
    chat,
    vscode.window.registerWebviewViewProvider(ChatViewProvider.viewId, chat),
    vscode.commands.registerCommand('tramontane.explainSelection', () => ask(chatCommands.explain)),
    vscode.commands.registerCommand('tramontane.newChat', () => chat.newChat()),
    vscode.commands.registerCommand('tramontane.stopChat', () => {
      chat.stop();
    }),
  );
  return {
    getMessages: () => chat.getMessages(),
    dispose: () => {
      registrations.dispose();
    },
  };
}

/** Returns the size of the window that questions must fit into, in tokens. */
function getWindowTokens(status: EngineStatus): number {
  return status.kind === 'ready' ? status.model.contextTokens : minWindowTokens;
}
