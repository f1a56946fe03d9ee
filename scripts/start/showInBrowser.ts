import { spawn } from 'node:child_process';
import { printProgress } from '../progress.ts';
import { installCodeServer } from '../vscode/codeServer.ts';
import { startCodeServer } from '../vscode/codeServerSession.ts';
import { hasDisplay } from '../vscode/desktop.ts';
import { copySampleWorkspace } from '../vscode/sampleWorkspace.ts';

/** Serves VS Code with the sample workspace to this machine's browser, until Ctrl+C. */
export async function showInBrowser(): Promise<number> {
  const interrupted = new Promise<void>((resolve) => {
    // The handlers stay: a second Ctrl+C must not interrupt the cleanup.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
  const codeServer = await installCodeServer();
  const workspace = copySampleWorkspace();
  try {
    const session = await startCodeServer(codeServer, { extension: 'installed' });
    try {
      const url = session.folderUrl(workspace.folder);
      console.log(`\nVS Code with Tramontane runs at\n\n  ${url}\n\nCtrl+C ends it.`);
      if (hasDisplay()) openInBrowser(url);
      await interrupted;
    } finally {
      printProgress('\nEnding …');
      await session.close();
    }
  } finally {
    workspace.remove();
  }
  return 0;
}

function openInBrowser(url: string): void {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const opener = spawn(program, [url], { stdio: 'ignore', detached: true });
  opener.on('error', () => {
    printProgress(`Open that address in a browser: "${program}" is not there to do it.`);
  });
  opener.unref();
}
