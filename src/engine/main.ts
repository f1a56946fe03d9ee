/**
 * Entry point of the engine process: a language server over Node IPC (`--node-ipc`), standard input
 * and output (`--stdio`), a pipe or a socket, as given by the command-line arguments of
 * `vscode-languageserver`.
 */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { loadLlamaModel } from './llama/llamaModel.ts';
import { serve } from './server.ts';

serve(createConnection(ProposedFeatures.all), loadLlamaModel, () => performance.now());
