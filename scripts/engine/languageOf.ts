import path from 'node:path';

/** VS Code's identifiers of languages by the endings of file names. */
const languages: Readonly<Record<string, string>> = {
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'javascriptreact',
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'typescriptreact',
  '.py': 'python',
  '.java': 'java',
  '.go': 'go',
  '.rs': 'rust',
  '.c': 'c',
  '.h': 'c',
  '.cpp': 'cpp',
  '.cc': 'cpp',
  '.hpp': 'cpp',
  '.cs': 'csharp',
  '.css': 'css',
  '.php': 'php',
  '.rb': 'ruby',
  '.sh': 'shellscript',
  '.json': 'json',
  '.md': 'markdown',
};

/** The language that VS Code would see in a file, by its name. */
export function languageOf(file: string): string {
  return languages[path.posix.extname(file).toLowerCase()] ?? 'plaintext';
}
