/**
 * `npm run watch`: builds the extension, the engine and the webviews' pages, and each of them again
 * when one of its sources changes, until Ctrl+C. The problem matcher in `.vscode/tasks.json` reads the
 * lines that it prints. A copy of the grammars is made once: packages change at an installation only.
 */
import { context, type BuildContext, type BuildOptions, type Message, type Plugin } from 'esbuild';
import { bundles, copyGrammars } from './build.ts';
import { isMainModule } from './repository.ts';

/** Lines before and after each round of builds. */
export const watchLines = {
  started: 'watch: build started',
  finished: 'watch: build finished',
} as const;

/**
 * Formats an error or a warning of esbuild: `src/main.ts:3:7: error: Could not resolve "x"`. Line and
 * column start at 1.
 */
export function formatProblem(
  severity: 'error' | 'warning',
  { text, location }: Pick<Message, 'text' | 'location'>,
): string {
  const problem = `${severity}: ${text}`;
  if (!location) return problem;
  return `${location.file}:${location.line}:${location.column + 1}: ${problem}`;
}

/**
 * Builds the bundles again when their sources change.
 *
 * @param print receives one line at a time.
 * @param prepare further work of the first round.
 * @returns when all bundles have been built once, with a function that ends the builds.
 */
export async function watch(
  options: readonly BuildOptions[],
  print: (line: string) => void,
  prepare: () => Promise<void> = () => Promise.resolve(),
): Promise<{ dispose(): Promise<void> }> {
  const round = new BuildRound(print);
  round.begin();
  const started = options.map((bundle) => startBundle(bundle, round));
  const contexts = await Promise.all(started.map((bundle) => bundle.context));
  await Promise.all([...contexts.map((bundle) => bundle.watch()), prepare()]);
  await Promise.all(started.map((bundle) => bundle.built));
  round.end();
  return {
    dispose: async () => {
      await Promise.all(contexts.map((bundle) => bundle.dispose()));
    },
  };
}

/** Creates the build of a bundle; `built` resolves after its first run, with or without errors. */
function startBundle(
  bundle: BuildOptions,
  round: BuildRound,
): { readonly context: Promise<BuildContext>; readonly built: Promise<void> } {
  let resolveBuilt: () => void = () => undefined;
  const built = new Promise<void>((resolve) => {
    resolveBuilt = resolve;
  });
  const reporter: Plugin = {
    name: 'watch-reporter',
    setup: (build) => {
      build.onStart(() => {
        round.begin();
      });
      build.onEnd(({ errors, warnings }) => {
        const problems = [
          ...errors.map((error) => formatProblem('error', error)),
          ...warnings.map((warning) => formatProblem('warning', warning)),
        ];
        round.end(bundle, problems);
        resolveBuilt();
      });
    },
  };
  return { context: context({ ...bundle, logLevel: 'silent', plugins: [reporter] }), built };
}

/**
 * Builds that run at the same time. A task of VS Code is finished at its first line that says so,
 * hence one line for all of them. The line before a round clears the Problems panel, hence the
 * problems of all bundles after each round.
 */
class BuildRound {
  readonly #print: (line: string) => void;
  readonly #problems = new Map<BuildOptions, readonly string[]>();
  #running = 0;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  begin(): void {
    this.#running += 1;
    if (this.#running === 1) this.#print(watchLines.started);
  }

  end(bundle?: BuildOptions, problems: readonly string[] = []): void {
    if (bundle) this.#problems.set(bundle, problems);
    this.#running -= 1;
    if (this.#running > 0) return;
    // Two bundles may contain the same source.
    for (const line of new Set([...this.#problems.values()].flat())) this.#print(line);
    this.#print(watchLines.finished);
  }
}

if (isMainModule(import.meta.url)) {
  await watch(bundles, (line) => console.log(line), copyGrammars);
}
