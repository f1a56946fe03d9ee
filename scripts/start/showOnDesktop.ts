import { printProgress } from '../progress.ts';
import { repositoryRoot } from '../repository.ts';
import { runProgram } from '../runProgram.ts';
import { createProfile } from '../vscode/profile.ts';
import { copySampleWorkspace } from '../vscode/sampleWorkspace.ts';

/** Opens the sample workspace in desktop VS Code and waits until its window is closed. */
export async function showOnDesktop(executable: string): Promise<number> {
  const profile = createProfile({});
  const workspace = copySampleWorkspace();
  // Ctrl+C reaches VS Code as well; the cleanup follows when VS Code has ended.
  process.on('SIGINT', () => undefined);
  printProgress('VS Code opens with Tramontane. Close its window to end this.');
  try {
    const { code } = await runProgram(
      executable,
      [
        `--extensionDevelopmentPath=${repositoryRoot}`,
        `--user-data-dir=${profile.folder}`,
        `--extensions-dir=${profile.extensionsFolder}`,
        ...['--new-window', '--disable-workspace-trust'],
        // As root, as in most containers, Electron starts only without its sandbox.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        workspace.folder,
      ],
      { env: removeElectronRunAsNode(process.env) },
    );
    return code ?? 1;
  } finally {
    workspace.remove();
    profile.remove();
  }
}

/** Removes the variable, set in VS Code's terminals, with which VS Code would start as a plain Node.js. */
function removeElectronRunAsNode(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => name !== 'ELECTRON_RUN_AS_NODE'),
  );
}
