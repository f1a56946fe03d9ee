/** The command "Choose Model", independent of the user interface of VS Code. */
import type { DownloadableModel } from './catalogue.ts';
import { createDownloadUrl } from './catalogue.ts';
import type { DownloadRequest } from './download.ts';
import { DownloadError } from './downloadError.ts';
import { listModelChoices } from './modelChoices.ts';
import type { ChoiceTarget, ModelChoice } from './modelChoices.ts';
import { describeProgress, describeRetry } from './progressText.ts';
import { formatBytes, formatShare } from './quantities.ts';

/** A question that the user answers by proceeding or not. */
export interface Confirmation {
  readonly title: string;
  /** Label of the entry that proceeds. */
  readonly proceedLabel: string;
  /** Explanation of the entry that proceeds. */
  readonly detail: string;
}

/** A line under a running download. */
export interface ProgressLine {
  readonly message: string;
  /** Completed fraction, 0 to 1; undefined leaves it unchanged. */
  readonly fraction?: number;
}

/** User interface that the command uses. */
export interface ModelPickerUi {
  /** Returns the chosen entry; undefined when the user dismissed the list. */
  pickModel(choices: readonly ModelChoice[]): Promise<ModelChoice | undefined>;
  /** Returns the path of a GGUF file on this machine; undefined when the user chose none. */
  pickFile(): Promise<string | undefined>;
  confirm(confirmation: Confirmation): Promise<boolean>;
  /** Shows progress while `task` runs; the signal is aborted when the user cancels. */
  showProgress<T>(
    title: string,
    task: (report: (line: ProgressLine) => void, signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  inform(message: string): void;
  reportFailure(message: string): Promise<'tryAgain' | 'showLog' | undefined>;
  showLog(): void;
}

export interface ModelPickerOptions {
  /** Models that are offered for download. */
  readonly models: readonly DownloadableModel[];
  /** Folder for downloaded models; it needn't exist. */
  readonly storageDirectory: string;
  readonly bundledModelPath: string;
  /** Returns the path of the model in use. */
  readonly getCurrentPath: () => string;
  /** Changes the setting; undefined clears it. */
  readonly setModelPath: (path: string | undefined) => Promise<void>;
  readonly log: { info(message: string): void; error(message: string): void };
  /** Address of the hub, without a trailing slash. */
  readonly endpoint: string;
  /** Access token, for hubs that require one. */
  readonly token: string | undefined;
  /** Value of `TRAMONTANE_MODEL`, which takes precedence over the bundled model. */
  readonly environmentModel: string | undefined;
  readonly totalMemoryBytes: number;
  readonly download: (request: DownloadRequest) => Promise<void>;
}

type DownloadableTarget = Extract<ChoiceTarget, { kind: 'downloadable' }>;

/** Creates the command, which shows the choices and carries out the chosen one. */
export function createModelPicker(
  options: ModelPickerOptions,
  ui: ModelPickerUi,
): () => Promise<void> {
  return async () => {
    const choices = await listModelChoices({ ...options, currentPath: options.getCurrentPath() });
    const target = (await ui.pickModel(choices))?.target;
    switch (target?.kind) {
      case undefined:
        return;
      case 'bundled':
        await chooseBundled(options, ui);
        return;
      case 'file':
        await chooseFile(options, ui);
        return;
      case 'downloadable':
        await chooseDownloadable(target, options, ui);
        return;
      default:
        target satisfies never;
    }
  };
}

async function chooseBundled(options: ModelPickerOptions, ui: ModelPickerUi): Promise<void> {
  await options.setModelPath(undefined);
  const environmentPath = options.environmentModel?.trim() ?? '';
  if (environmentPath !== '') {
    ui.inform(
      `The environment variable TRAMONTANE_MODEL names ${environmentPath}, which is used as long as it is set. Remove it and restart VS Code to use the small model.`,
    );
  }
}

async function chooseFile(options: ModelPickerOptions, ui: ModelPickerUi): Promise<void> {
  const path = await ui.pickFile();
  if (path !== undefined) await options.setModelPath(path);
}

async function chooseDownloadable(
  target: DownloadableTarget,
  options: ModelPickerOptions,
  ui: ModelPickerUi,
): Promise<void> {
  if (target.state.kind !== 'downloaded') {
    if (!(await ui.confirm(createDownloadConfirmation(target, options)))) return;
    if (!(await downloadWithTries(target, options, ui))) return;
  }
  await options.setModelPath(target.path);
  if (target.state.kind !== 'downloaded') {
    ui.inform(`${target.model.title} is downloaded and is used from now on.`);
  }
}

function createDownloadConfirmation(
  { model, state, path }: DownloadableTarget,
  { endpoint }: ModelPickerOptions,
): Confirmation {
  const receivedBytes = state.kind === 'partial' ? state.bytes : 0;
  const rest = formatBytes(model.bytes - receivedBytes);
  return {
    title: `Download ${model.title}?`,
    proceedLabel:
      receivedBytes > 0
        ? `Resume: ${rest} to go, ${formatShare(receivedBytes, model.bytes)} there`
        : `Download ${rest}`,
    detail: `From ${removePassword(endpoint)}/${model.repository} to ${path}`,
  };
}

/**
 * Downloads the file until it succeeds or the user gives up. Reports cancellations and failures.
 *
 * @returns whether the file is complete.
 */
async function downloadWithTries(
  target: DownloadableTarget,
  options: ModelPickerOptions,
  ui: ModelPickerUi,
): Promise<boolean> {
  for (;;) {
    const failure = await downloadOnce(target, options, ui);
    if (failure === undefined) return true;
    if (failure.code === 'cancelled') {
      options.log.info(`The download of ${target.model.file} was cancelled.`);
      ui.inform(
        `The download of ${target.model.title} was cancelled. Choose it again to go on where it stopped.`,
      );
      return false;
    }
    options.log.error(`The download of ${target.model.file} failed: ${describeFailure(failure)}`);
    const answer = await ui.reportFailure(failure.message);
    if (answer === 'showLog') ui.showLog();
    if (answer !== 'tryAgain') return false;
  }
}

/**
 * Downloads the file once.
 *
 * @returns the failure; undefined when the file is complete.
 * @throws errors other than `DownloadError`.
 */
async function downloadOnce(
  { model, path }: DownloadableTarget,
  options: ModelPickerOptions,
  ui: ModelPickerUi,
): Promise<DownloadError | undefined> {
  const { log } = options;
  const url = createDownloadUrl(model, options.endpoint);
  log.info(`Downloading ${removePassword(url)} to ${path}.`);
  try {
    await ui.showProgress(`Downloading ${model.title}`, (report, signal) =>
      options.download({
        ...createDownloadRequest(model, url, path, options.token),
        signal,
        onProgress: (progress) => {
          report({
            message: describeProgress(progress),
            ...(progress.phase === 'receiving' && {
              fraction: progress.receivedBytes / progress.totalBytes,
            }),
          });
        },
        onRetry: (failure, delayMs) => {
          log.info(`Trying again in ${String(delayMs)} ms: ${describeFailure(failure)}`);
          report({ message: describeRetry(failure, delayMs) });
        },
      }),
    );
    log.info(`${model.file} is complete and its SHA-256 is right.`);
    return undefined;
  } catch (error) {
    if (error instanceof DownloadError) return error;
    throw error;
  }
}

function createDownloadRequest(
  { bytes, sha256 }: DownloadableModel,
  url: string,
  destination: string,
  token: string | undefined,
): Omit<DownloadRequest, 'signal'> {
  return { url, destination, bytes, sha256, token };
}

/** Formats a failure for the log: the code, the message and the cause. */
function describeFailure({ code, message, cause }: DownloadError): string {
  return cause instanceof Error
    ? `[${code}] ${message} (${cause.message})`
    : `[${code}] ${message}`;
}

/** Removes the user name and password, which the address of a mirror may contain. */
function removePassword(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//');
}
