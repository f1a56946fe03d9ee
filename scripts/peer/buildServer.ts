import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { withProgress } from '../progress.ts';
import { repositoryRoot } from '../repository.ts';
import { runOrThrow, runProgram } from '../runProgram.ts';

/** Folder of the llama.cpp source that node-llama-cpp's binaries were built from. */
const sourceFolder = path.join(repositoryRoot, 'node_modules/node-llama-cpp/llama');

/** Corrects an intrinsic of GCC; see there. */
const tileConfigHeader = path.join(repositoryRoot, 'scripts/peer/amxTileConfig.h');

/** CMake options. They leave out what the server doesn't need: fewer packages, shorter builds. */
const options = [
  'CMAKE_BUILD_TYPE=Release',
  ...(process.platform === 'linux' ? [`CMAKE_CXX_FLAGS=-include "${tileConfigHeader}"`] : []),
  'BUILD_SHARED_LIBS=OFF',
  // Like node-llama-cpp, which chooses its CPU backend by the instructions of the machine.
  'GGML_NATIVE=ON',
  // Both sides are compared on the CPU.
  'GGML_METAL=OFF',
  'LLAMA_BUILD_TESTS=OFF',
  'LLAMA_BUILD_EXAMPLES=OFF',
  'LLAMA_BUILD_APP=OFF',
  'LLAMA_BUILD_UI=OFF',
  // The build would download a web page otherwise.
  'LLAMA_USE_PREBUILT_UI=OFF',
  'LLAMA_OPENSSL=OFF',
] as const;

/** Programs that the build needs, and what to install for them. */
const tools = [
  { programs: ['git'], what: 'Git' },
  { programs: ['cmake'], what: 'CMake 3.14 or newer' },
  { programs: ['c++', 'g++', 'clang++', 'cl'], what: 'a C++ compiler' },
] as const;

/**
 * Builds llama-server from the source that comes with node-llama-cpp, so that both sides run the same
 * llama.cpp. It takes half an hour on two cores; an earlier build is used again.
 *
 * @returns the program's file.
 * @throws Error that says which program is missing, and how to install it.
 */
export async function buildServer(): Promise<string> {
  const release = await readRelease();
  const folder = path.join(repositoryRoot, 'out/llama.cpp', release);
  const build = path.join(folder, 'build');
  const existing = findProgram(build);
  if (existing !== undefined) return existing;
  await requireTools();
  const source = path.join(folder, 'source');
  if (!existsSync(source)) await extractSource(source);
  const generator = (await canRun('ninja')) ? ['-G', 'Ninja'] : [];
  const flags = options.map((option) => `-D${option}`);
  await withProgress(`Building llama-server from llama.cpp ${release} (once)`, async () => {
    await runOrThrow('cmake', ['-S', source, '-B', build, ...generator, ...flags]);
    const jobs = `${os.availableParallelism()}`;
    const target = ['--config', 'Release', '--target', 'llama-server'];
    await runOrThrow('cmake', ['--build', build, ...target, '--parallel', jobs]);
  });
  const program = findProgram(build);
  if (program === undefined) throw new Error(`The build in ${build} has no llama-server.`);
  return program;
}

async function readRelease(): Promise<string> {
  const file = path.join(sourceFolder, 'llama.cpp.info.json');
  const { tag } = JSON.parse(await readFile(file, 'utf8')) as { readonly tag?: unknown };
  if (typeof tag !== 'string') throw new Error(`${file} doesn't name a release of llama.cpp.`);
  return tag;
}

/** Finds the program in a build folder: its place depends on CMake's generator. */
function findProgram(build: string): string | undefined {
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
    `Building llama-server needs ${missing.join(' and ')}. Install them (Debian: "apt install git cmake ninja-build g++"; macOS: "xcode-select --install" and "brew install cmake ninja"; Windows: Visual Studio's build tools with CMake), or run without the server (--no-server).`,
  );
}

/** Returns true when a program can be started; some of them don't support --version. */
async function canRun(program: string): Promise<boolean> {
  return (await runProgram(program, ['--version'])).code !== null;
}

async function extractSource(source: string): Promise<void> {
  const bundle = path.join(sourceFolder, 'gitRelease.bundle');
  await mkdir(path.dirname(source), { recursive: true });
  // An interrupted clone must not be used as the source.
  const temporaryFolder = `${source}.${process.pid}.tmp`;
  try {
    await runOrThrow('git', [
      '-c',
      'advice.detachedHead=false',
      'clone',
      '--quiet',
      bundle,
      temporaryFolder,
    ]);
    await rename(temporaryFolder, source);
  } finally {
    await rm(temporaryFolder, { recursive: true, force: true });
  }
}
