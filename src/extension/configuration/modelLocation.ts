import * as platformPath from 'node:path';
import type { PlatformPath } from 'node:path';

export interface ModelLocationInputs {
  /** Value of `tramontane.model.path`. */
  readonly setting: string | undefined;
  /** Value of `TRAMONTANE_MODEL`. */
  readonly environment: string | undefined;
  /** Absolute path of the model that comes with the extension. */
  readonly bundledPath: string;
  readonly homeDirectory: string;
  /** Path functions to use; those of this platform by default. */
  readonly path?: Pick<PlatformPath, 'isAbsolute' | 'resolve' | 'normalize'>;
}

export interface ModelLocation {
  /** Absolute path. The engine checks whether there is a model. */
  readonly path: string;
  /** Source of the path. */
  readonly source: 'setting' | 'environment' | 'bundled';
}

/**
 * Returns the file to load: the one that the setting names, else the environment, else the one that
 * comes with the extension. Blank values count as unset.
 *
 * A leading `~/` means the home directory, which is also the base of a relative path: the setting
 * belongs to the machine and not to a workspace, and the working directory of an editor is arbitrary.
 * Quotes around the path, as Windows copies it, are removed.
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
  value: string,
  { homeDirectory, path = platformPath }: ModelLocationInputs,
): string {
  if (path.isAbsolute(value)) return path.normalize(value);
  return path.resolve(homeDirectory, value.replace(/^~(?=[\\/]|$)[\\/]*/, ''));
}
