// Settings of `npm run mutate`, which runs one area after the other and adds its files and tests
// (`scripts/mutate.ts`).
export default {
  plugins: ['@stryker-mutator/tap-runner'],
  testRunner: 'tap',
  tap: { forceBail: true },
  // Mutants in code that no test executes are not run.
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 10_000,
  thresholds: { high: 90, low: 85, break: 80 },
  // All output is in a folder that git, lint and format ignore.
  tempDirName: 'out/mutate/sandbox',
  ignorePatterns: ['.vscode-test', 'dist', 'docs', 'media', 'out', 'scripts'],
  reporters: ['json', 'progress-append-only'],
  allowConsoleColors: false,
};
