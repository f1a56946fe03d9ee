/**
 * `npm run mutate`: changes the code that decides about completions in many small ways, and counts the
 * changes that the unit tests of its area detect. `npm run mutate -- confidence window` runs some areas,
 * `npm run mutate -- --mutate 'src/completion/syntax/*.ts'` other files. Writes a JSON report of each
 * area, its survivors, and `summary.txt` to `out/mutate/`. Fails below the threshold of
 * `stryker.config.mjs`.
 */
import { Stryker } from '@stryker-mutator/core';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chooseAreas, findAreaTests, type MutationArea } from './mutate/areas.ts';
import {
  countOutcomes,
  formatScores,
  formatSurvivors,
  type MutationScore,
} from './mutate/mutationScore.ts';
import { repositoryRoot } from './repository.ts';
import { runScript } from './runScript.ts';

const reports = path.join(repositoryRoot, 'out/mutate');

await runScript(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { mutate: { type: 'string', multiple: true, default: [] } },
  });
  const areas = chooseAreas(positionals, values.mutate);
  process.chdir(repositoryRoot);
  mkdirSync(reports, { recursive: true });
  const scores: MutationScore[] = [];
  for (const area of areas) scores.push(await mutate(area));
  const summary = formatScores(scores);
  writeFileSync(path.join(reports, 'summary.txt'), `${summary}\n`);
  console.log(summary);
});

/** Runs the mutants of one area. Sets the exit code 1 if its score is below the threshold. */
async function mutate(area: MutationArea): Promise<MutationScore> {
  const { name } = area;
  const [testFile = '', ...others] = findAreaTests(area).reverse();
  const stryker = new Stryker({
    configFile: path.join(repositoryRoot, 'stryker.config.mjs'),
    mutate: [...area.mutate],
    // All tests of an area run in one process: to start one takes longer than most of them.
    tap: {
      testFiles: [testFile],
      nodeArgs: [
        ...['--import', 'tsx', '--test-reporter=tap'],
        ...others.reverse().flatMap((file) => ['--import', `./${file}`]),
      ],
    },
    jsonReporter: { fileName: path.join(reports, `${name}.json`) },
  });
  const mutants = await stryker.runMutationTest();
  const outcomes = mutants.map((mutant) => ({
    ...mutant,
    fileName: path.relative(repositoryRoot, mutant.fileName),
  }));
  const sources = new Map(
    outcomes.map(({ fileName }) => [
      fileName,
      readFileSync(path.join(repositoryRoot, fileName), 'utf8'),
    ]),
  );
  writeFileSync(path.join(reports, `${name}.txt`), `${formatSurvivors(outcomes, sources)}\n`);
  return countOutcomes(name, outcomes);
}
