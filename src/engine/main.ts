/**
 * The engine's process: a language server over Node IPC (`--node-ipc`), standard input and output
 * (`--stdio`), a pipe or a socket, by the arguments that `vscode-languageserver` knows.
 */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { loadLlamaModel } from './llama/llamaModel.ts';
import { serve } from './server.ts';

serve(createConnection(ProposedFeatures.all), loadLlamaModel, () => performance.now());
