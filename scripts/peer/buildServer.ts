import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { withProgress } from '../progress.ts';
import { repositoryRoot } from '../repository.ts';
import { mustRun, runProgram } from '../runProgram.ts';

/** Where node-llama-cpp keeps the source that its binaries were built from. */
const carried = path.join(repositoryRoot, 'node_modules/node-llama-cpp/llama');

/** Nothing that the server can do without: fewer packages are needed and less is compiled. */
const options = [
  'CMAKE_BUILD_TYPE=Release',
  'BUILD_SHARED_LIBS=OFF',
  'GGML_NATIVE=ON',
  // Both sides are compared on the processor.
  'GGML_METAL=OFF',
  'LLAMA_BUILD_TESTS=OFF',
  'LLAMA_BUILD_EXAMPLES=OFF',
  'LLAMA_BUILD_APP=OFF',
  'LLAMA_BUILD_UI=OFF',
  // Else a page for browsers is downloaded.
  'LLAMA_USE_PREBUILT_UI=OFF',
  'LLAMA_OPENSSL=OFF',
] as const;

/** Programs that the build takes, with what they are for a person who has to install them. */
const tools = [
  { programs: ['git'], what: 'Git' },
  { programs: ['cmake'], what: 'CMake 3.14 or newer' },
  { programs: ['c++', 'g++', 'clang++', 'cl'], what: 'a C++ compiler' },
] as const;

/**
 * Builds llama-server from the source that node-llama-cpp carries, so that both sides run the same
 * llama.cpp. Takes half an hour on two cores; a server that was built before is used again.
 *
 * @returns the program's file.
 * @throws Error that says what is missing, and how to install it.
 */
export async function builtServer(): Promise<string> {
  const release = await carriedRelease();
  const folder = path.join(repositoryRoot, 'out/llama.cpp', release);
  const build = path.join(folder, 'build');
  const before = programIn(build);
  if (before !== undefined) return before;
  await requireTools();
  const source = path.join(folder, 'source');
  if (!existsSync(source)) await extractSource(source);
  const generator = (await canRun('ninja')) ? ['-G', 'Ninja'] : [];
  const flags = options.map((option) => `-D${option}`);
  await withProgress(`Building llama-server from llama.cpp ${release} (once)`, async () => {
    await mustRun('cmake', ['-S', source, '-B', build, ...generator, ...flags]);
    const jobs = `${os.availableParallelism()}`;
    const target = ['--config', 'Release', '--target', 'llama-server'];
    await mustRun('cmake', ['--build', build, ...target, '--parallel', jobs]);
  });
  const program = programIn(build);
  if (program === undefined) throw new Error(`The build in ${build} gave no llama-server.`);
  return program;
}

async function carriedRelease(): Promise<string> {
  const file = path.join(carried, 'llama.cpp.info.json');
  const { tag } = JSON.parse(await readFile(file, 'utf8')) as { readonly tag?: unknown };
  if (typeof tag !== 'string') throw new Error(`${file} names no release of llama.cpp.`);
  return tag;
}

/** The program in a folder of CMake's; where it stands depends on the generator. */
function programIn(build: string): string | undefined {
  const name = process.platform === 'win32' ? 'llama-server.exe' : 'llama-server';
  return [path.join(build, 'bin', name), path.join(build, 'bin/Release', name)].find(existsSync);
}

async function requireTools(): Promise<void> {
  const missing: string[] = [];
  for (const { programs, what } of tools) {
    const found = await Promise.all(programs.map(canRun));
    if (!found.includes(true)) missing.push(what);
  }
  if (missing.length === 0) return;
  throw new Error(
    `Building llama-server takes ${missing.join(' and ')}. Install them (Debian: "apt install git cmake ninja-build g++"; macOS: "xcode-select --install" and "brew install cmake ninja"; Windows: Visual Studio's build tools with CMake), or leave the server out by --no-server.`,
  );
}

/** Whether a program can be started at all; some of them don't know --version. */
async function canRun(program: string): Promise<boolean> {
  return (await runProgram(program, ['--version'])).code !== null;
}

async function extractSource(source: string): Promise<void> {
  const bundle = path.join(carried, 'gitRelease.bundle');
  await mkdir(path.dirname(source), { recursive: true });
  // A clone that is broken off must not be taken for the source.
  const draft = `${source}.${process.pid}.tmp`;
  try {
    await mustRun('git', ['-c', 'advice.detachedHead=false', 'clone', '--quiet', bundle, draft]);
    await rename(draft, source);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
