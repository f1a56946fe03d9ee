// What the compiler can't say: no forgotten promises, no forgotten cases, small files, and which
// folder may import what. test/architecture.test.ts checks the last of these in full.
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { plainLanguage } from './scripts/lint/plainLanguage.mjs';

const typescript = ['{src,media,test,scripts}/**/*.ts'];

/** Forbids imports of one folder: pairs of a regular expression and what to say. */
function forbidImports(files, ...forbidden) {
  const patterns = forbidden.map(([regex, message]) => ({ regex, message }));
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

/** Rules of names that a machine can hold. */
const boundNames = {
  selector: 'Identifier[name=/^(most|least|longest|shortest)[A-Z]/]',
  message: 'Name bounds with min and max, and functions with a verb.',
};
const glossary = {
  selector:
    ':matches(Identifier, PrivateIdentifier)[name=/^#?(tornEnd|heldBack|rulesOff|why[A-Z]|whereTo[A-Z]|standing|shaky|fate|mended|mender|judged?|judges|behind|told|asked|goesOn|cellBytesOf|draftFor|windowOf)$|(?<!^(last)?[iI]ndex)(?<=[a-z])(Of|Behind|Asked|Told|Drawn)$/]',
  message: 'Use the term of the field, and begin functions with a verb.',
};
const sampledTokens = {
  selector: ':matches(Identifier, PrivateIdentifier)[name=/[dD]rawn/]',
  message: 'Tokens are sampled.',
};

const noVSCode = ['^vscode($|-languageclient)', 'Only src/extension knows VS Code.'];
const noLlama = ['^node-llama-cpp($|/)', 'Only src/engine/llama knows node-llama-cpp.'];
const noExtension = ['/extension/', 'The extension imports the engine, never the reverse.'];

/** The webviews' pages, and what of `src/` they may not know. */
const pages = [
  ['media/common/**/*.ts', '/src/'],
  ['media/chat/**/*.ts', '/src/(?!extension/chat/chatMessages\\.ts$)'],
  ['media/cache/**/*.ts', '/src/(?!extension/cacheView/cacheMessages\\.ts$)'],
];

export default defineConfig(
  globalIgnores(['dist', 'out', '.vscode-test', 'node_modules', 'test/fixtures']),
  js.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
  {
    files: ['scripts/bootstrap.mjs'],
    languageOptions: { globals: { setInterval: 'readonly', clearInterval: 'readonly' } },
  },
  {
    files: typescript,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { language: plainLanguage },
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'language/comments': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          // node:test waits for its tests itself.
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      complexity: ['error', 15],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 5],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
      'no-restricted-syntax': ['error', boundNames, glossary],
    },
  },
  { files: ['{src,media}/**/*.ts'], rules: { 'no-console': 'error' } },
  {
    files: ['src/{engine,completion}/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', boundNames, glossary, sampledTokens] },
  },
  {
    // Fakes are object literals; taking their methods apart harms nobody.
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },

  forbidImports(
    ['src/completion/**/*.ts'],
    ['^[^.]', 'src/completion is pure: it imports nothing from outside.'],
    ['/(engine|extension)/', 'src/completion is pure: it imports nothing from outside.'],
  ),
  forbidImports(['src/engine/**/*.ts'], noVSCode, noExtension, noLlama),
  forbidImports(['src/engine/llama/**/*.ts'], noVSCode, noExtension),
  forbidImports(
    ['src/engine/protocol.ts'],
    ['^(?!\\.\\./completion/)', 'The protocol imports types of src/completion alone.'],
  ),
  forbidImports(['src/extension/**/*.ts'], noLlama, [
    '/engine/(?!protocol\\.ts$)',
    'The extension knows of the engine only its protocol.',
  ]),
  ...pages.map(([files, forbidden]) =>
    forbidImports(
      [files],
      noVSCode,
      noLlama,
      ['^node:', 'A webview is a web page.'],
      [forbidden, 'A page knows of the extension its own messages alone.'],
    ),
  ),
);
