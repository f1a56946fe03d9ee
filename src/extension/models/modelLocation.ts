import * as platformPath from 'node:path';
import type { PlatformPath } from 'node:path';

export interface ModelLocationInputs {
  /** `tramontane.model.path`. */
  readonly setting: string | undefined;
  /** `TRAMONTANE_MODEL`. */
  readonly environment: string | undefined;
  /** Absolute path of the model that comes with the extension. */
  readonly bundledPath: string;
  readonly homeDirectory: string;
  /** The path rules to go by; this machine's unless given. */
  readonly path?: Pick<PlatformPath, 'isAbsolute' | 'resolve' | 'normalize'>;
}

export interface ModelLocation {
  /** Absolute. Whether there is a model is for the engine to say. */
  readonly path: string;
  /** What named it. */
  readonly source: 'setting' | 'environment' | 'bundled';
}

/**
 * Which file is to be loaded: the one that the setting names, else the environment, else the one
 * that comes with the extension. Blank counts as unset.
 *
 * A leading `~/` is the home directory, and so is the base of a relative path: the setting belongs
 * to the machine and knows no workspace, and an editor's working directory is an accident. Quotes
 * around the path, as Windows copies it, are taken off.
 */
export function resolveModelPath(inputs: ModelLocationInputs): ModelLocation {
  const setting = unquote(inputs.setting);
  if (setting !== '') return { path: toAbsolute(setting, inputs), source: 'setting' };
  const environment = unquote(inputs.environment);
  if (environment !== '') return { path: toAbsolute(environment, inputs), source: 'environment' };
  return { path: inputs.bundledPath, source: 'bundled' };
}

function unquote(value: string | undefined): string {
  const trimmed = value?.trim() ?? '';
  return (/^"(.*)"$/.exec(trimmed)?.[1] ?? trimmed).trim();
}

function toAbsolute(
  named: string,
  { homeDirectory, path = platformPath }: ModelLocationInputs,
): string {
  if (path.isAbsolute(named)) return path.normalize(named);
  return path.resolve(homeDirectory, named.replace(/^~(?=[\\/]|$)[\\/]*/, ''));
}
