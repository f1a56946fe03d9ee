import * as vscode from 'vscode';
import { getLoadModelParams, setModelPath } from '../configuration/settings.ts';
import type { FeatureContext } from '../featureContext.ts';
import { createChooseModel } from './chooseModel.ts';

/** Registers the command "Choose Model". */
export function registerModels({ paths, log }: FeatureContext): vscode.Disposable {
  const chooseModel = createChooseModel({
    storageDirectory: paths.modelDirectory,
    bundledModelPath: paths.bundledModelPath,
    getCurrentPath: () => getLoadModelParams(paths).path,
    setModelPath,
    log,
  });
  return vscode.commands.registerCommand('tramontane.chooseModel', chooseModel);
}
