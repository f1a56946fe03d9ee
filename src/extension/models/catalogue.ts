/**
 * The models that Tramontane offers by name. Any other GGUF file can be chosen from the disk.
 *
 * Sizes and hashes are those that the hub announces for the files (`X-Linked-Size`,
 * `X-Linked-Etag`); a download that differs is refused.
 */

interface ModelEntry {
  /** Stable identifier, for logs and tests. */
  readonly id: string;
  readonly title: string;
  /** Purpose of the model, in one line. */
  readonly description: string;
  /** SPDX identifier. */
  readonly license: string;
  /** Name of the file, without a folder. */
  readonly file: string;
  /**
   * Free memory that the model requires, in bytes: the file, the caches of completions and of the
   * chat at the default context, and some working space.
   */
  readonly memoryBytes: number;
}

/** A model that comes with the extension. */
export interface BundledModel extends ModelEntry {
  readonly kind: 'bundled';
}

/** A model that the user can download from a hub. */
export interface DownloadableModel extends ModelEntry {
  readonly kind: 'downloadable';
  readonly bytes: number;
  /** SHA-256 of the file, in lower-case hexadecimal digits. */
  readonly sha256: string;
  /** `owner/name` on the hub. */
  readonly repository: string;
  /** Commit, so that the file stays the same; `main` where no commit is known. */
  readonly revision: string;
}

/** The small model, in `media/models/` of the extension. */
export const bundledModel: BundledModel = {
  kind: 'bundled',
  id: 'tiny-mistral-fim',
  title: 'Tiny Mistral',
  description: 'Comes with Tramontane. Quick one-line completions on any machine; no real chat.',
  license: 'Apache-2.0',
  file: 'tiny-mistral-fim-Q8_0.gguf',
  memoryBytes: 100_000_000,
};

/** Small draft models in the same folder, one for each of Mistral's vocabularies. */
export const draftModels: readonly string[] = [
  'tiny-mistral-fim-Q8_0.gguf',
  'tiny-mistral-base-Q8_0.gguf',
];

/** Models that can be downloaded, the recommended one first. */
export const downloadableModels: readonly DownloadableModel[] = [
  {
    kind: 'downloadable',
    id: 'mistral-7b-instruct-v0.3',
    title: 'Mistral 7B Instruct v0.3',
    description: 'Chat and completions from one file. The best choice for most people.',
    license: 'Apache-2.0',
    repository: 'bartowski/Mistral-7B-Instruct-v0.3-GGUF',
    revision: '61fd4167fff3ab01ee1cfe0da183fa27a944db48',
    file: 'Mistral-7B-Instruct-v0.3-Q4_K_M.gguf',
    bytes: 4_372_812_000,
    sha256: '1270d22c0fbb3d092fb725d4d96c457b7b687a5f5a715abe1e818da303e562b6',
    memoryBytes: 6_000_000_000,
  },
  {
    kind: 'downloadable',
    id: 'mistral-7b-v0.1',
    title: 'Mistral 7B v0.1',
    description: 'The base model: continues code. It was not trained to answer in a chat.',
    license: 'Apache-2.0',
    repository: 'TheBloke/Mistral-7B-v0.1-GGUF',
    revision: 'main',
    file: 'mistral-7b-v0.1.Q4_K_M.gguf',
    bytes: 4_368_438_912,
    sha256: 'ce6253d2e91adea0c35924b38411b0434fa18fcb90c52980ce68187dbcbbe40c',
    memoryBytes: 6_000_000_000,
  },
];

/**
 * Returns the address of the hub, without a trailing slash: `HF_ENDPOINT`, else `MODEL_ENDPOINT`
 * (for mirrors and company proxies), else Hugging Face. Blank variables count as unset.
 */
export function resolveModelEndpoint(
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const configuredEndpoint = [environment['HF_ENDPOINT'], environment['MODEL_ENDPOINT']]
    .map((value) => value?.trim().replace(/\/+$/, ''))
    .find((value) => value !== undefined && value !== '');
  return configuredEndpoint ?? 'https://huggingface.co';
}

/** Returns the file's address on the hub at `endpoint`, which usually redirects to its storage. */
export function createDownloadUrl(
  entry: Pick<DownloadableModel, 'repository' | 'revision' | 'file'>,
  endpoint: string,
): string {
  const revision = encodeURIComponent(entry.revision);
  return `${endpoint}/${entry.repository}/resolve/${revision}/${encodeURIComponent(entry.file)}`;
}
