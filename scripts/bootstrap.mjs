// bootstrap.mjs TASK [ARGUMENTS]: makes a fresh clone ready and runs scripts/TASK.ts.
// Plain JavaScript without packages: when it starts, nothing is installed yet.
// All that it prints goes to standard error; standard output belongs to the task.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const oldestNode = 20;
const [task, ...taskArguments] = process.argv.slice(2);

if (Number(process.versions.node.split('.')[0]) < oldestNode) {
  console.error(
    `Tramontane needs Node.js ${oldestNode} or newer; this is ${process.versions.node}. Get one from https://nodejs.org.`,
  );
  process.exit(1);
}

await installPackages();
process.exitCode = await run(process.execPath, [
  '--import',
  pathToFileURL(path.join(root, 'node_modules/tsx/dist/esm/index.mjs')).href,
  path.join(root, 'scripts', `${task}.ts`),
  ...taskArguments,
]);

/** Installs what package-lock.json names, unless this very list is installed already. */
async function installPackages() {
  const lock = readFileSync(path.join(root, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  const marker = path.join(root, 'node_modules', '.tramontane-installed');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;

  console.error('Installing packages (about 800 MB with the llama.cpp binaries; once) …');
  const started = Date.now();
  const ticker = setInterval(() => {
    console.error(`  … still installing (${Math.round((Date.now() - started) / 1000)} s)`);
  }, 15_000);
  // No install scripts: the llama.cpp binaries come ready-made inside their packages.
  const npmArguments = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // npm names its own script in the environment of whatever it runs; Windows can't spawn npm.cmd.
  const npm = process.env['npm_execpath'];
  const code = npm?.endsWith('.js')
    ? await run(process.execPath, [npm, ...npmArguments], 2)
    : await run('npm', npmArguments, 2);
  clearInterval(ticker);
  if (code !== 0) {
    console.error('npm could not install the packages; its message stands above.');
    process.exit(1);
  }
  writeFileSync(marker, wanted);
  console.error(`Packages installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** Runs a program in the project's folder and returns its exit code. */
function run(program, programArguments, stdout = 'inherit') {
  return new Promise((resolve) => {
    const child = spawn(program, programArguments, {
      cwd:
        process.env['INIT_CWD'] && program === process.execPath && stdout === 'inherit'
          ? process.env['INIT_CWD']
          : root,
      stdio: ['inherit', stdout, 'inherit'],
    });
    // The terminal sends Ctrl+C to the whole group; the task decides what it means.
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('close', (code, signal) => resolve(signal ? 1 : code));
  });
}
