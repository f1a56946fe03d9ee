/** The command "Choose Model", apart from how VS Code shows it. */
import type { DownloadableModel } from './catalogue.ts';
import { downloadUrl } from './catalogue.ts';
import type { DownloadRequest } from './download.ts';
import { DownloadError } from './downloadError.ts';
import { modelChoices } from './modelChoices.ts';
import type { ChoiceTarget, ModelChoice } from './modelChoices.ts';
import { describeProgress, describeRetry } from './progressText.ts';
import { formatBytes, formatShare } from './quantities.ts';

/** A question that is answered by going on, or not. */
export interface Question {
  readonly title: string;
  /** What going on is called. */
  readonly proceed: string;
  /** What going on means. */
  readonly detail: string;
}

/** A line under a running download. */
export interface ProgressLine {
  readonly message: string;
  /** How much is done, 0 to 1; undefined leaves it as it was. */
  readonly fraction?: number;
}

/** What the command asks of the editor. */
export interface ModelPickerUi {
  /** Undefined: the person left without a choice. */
  pickModel(choices: readonly ModelChoice[]): Promise<ModelChoice | undefined>;
  /** A GGUF file of this machine; undefined: the person left without one. */
  pickFile(): Promise<string | undefined>;
  confirm(question: Question): Promise<boolean>;
  /** Shows progress for as long as `task` runs; the signal is the person's cancel button. */
  showProgress<T>(
    title: string,
    task: (report: (line: ProgressLine) => void, signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  inform(message: string): void;
  reportFailure(message: string): Promise<'tryAgain' | 'showLog' | undefined>;
  showLog(): void;
}

export interface ModelPickerOptions {
  /** What is offered for download. */
  readonly models: readonly DownloadableModel[];
  /** The folder where downloaded models are kept; it needn't exist. */
  readonly storageDirectory: string;
  readonly bundledModelPath: string;
  /** The path of the model that is in use now. */
  readonly currentPath: () => string;
  /** Writes the setting; undefined clears it. */
  readonly setModelPath: (path: string | undefined) => Promise<void>;
  readonly log: { info(message: string): void; error(message: string): void };
  /** Address of the hub, without a slash at its end. */
  readonly endpoint: string;
  /** For hubs that want to know who asks. */
  readonly token: string | undefined;
  /** `TRAMONTANE_MODEL`, which wins over the model that comes with the extension. */
  readonly environmentModel: string | undefined;
  readonly totalMemoryBytes: number;
  readonly download: (request: DownloadRequest) => Promise<void>;
}

type DownloadableTarget = Extract<ChoiceTarget, { kind: 'downloadable' }>;

/** The command: shows the choices and carries the chosen one out. */
export function createModelPicker(
  options: ModelPickerOptions,
  ui: ModelPickerUi,
): () => Promise<void> {
  return async () => {
    const choices = await modelChoices({ ...options, currentPath: options.currentPath() });
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
  const named = options.environmentModel?.trim() ?? '';
  if (named !== '') {
    ui.inform(
      `The environment variable TRAMONTANE_MODEL names ${named}, which is used as long as it is set. Remove it and restart VS Code to use the small model.`,
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
    if (!(await ui.confirm(consentQuestion(target, options)))) return;
    if (!(await downloadWithTries(target, options, ui))) return;
  }
  await options.setModelPath(target.path);
  if (target.state.kind !== 'downloaded') {
    ui.inform(`${target.model.title} is downloaded and is used from now on.`);
  }
}

function consentQuestion(
  { model, state, path }: DownloadableTarget,
  { endpoint }: ModelPickerOptions,
): Question {
  const have = state.kind === 'partial' ? state.bytes : 0;
  const rest = formatBytes(model.bytes - have);
  return {
    title: `Download ${model.title}?`,
    proceed:
      have > 0
        ? `Resume: ${rest} to go, ${formatShare(have, model.bytes)} there`
        : `Download ${rest}`,
    detail: `From ${withoutPassword(endpoint)}/${model.repository} to ${path}`,
  };
}

/** Whether the file is there in the end. Cancels and failures have been told. */
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

/** Undefined when the file is there; errors that aren't a download's are thrown. */
async function downloadOnce(
  { model, path }: DownloadableTarget,
  options: ModelPickerOptions,
  ui: ModelPickerUi,
): Promise<DownloadError | undefined> {
  const { log } = options;
  const url = downloadUrl(model, options.endpoint);
  log.info(`Downloading ${withoutPassword(url)} to ${path}.`);
  try {
    await ui.showProgress(`Downloading ${model.title}`, (report, signal) =>
      options.download({
        ...requestFor(model, url, path, options.token),
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

function requestFor(
  { bytes, sha256 }: DownloadableModel,
  url: string,
  destination: string,
  token: string | undefined,
): Omit<DownloadRequest, 'signal'> {
  return { url, destination, bytes, sha256, token };
}

/** For the log: the code, the message, and what lies beneath. */
function describeFailure({ code, message, cause }: DownloadError): string {
  return cause instanceof Error
    ? `[${code}] ${message} (${cause.message})`
    : `[${code}] ${message}`;
}

/** A mirror's address may hold the person's name and password. */
function withoutPassword(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//');
}
