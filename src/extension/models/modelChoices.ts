/** The list of models from which the user chooses. */
import { bundledModel } from './catalogue.ts';
import type { BundledModel, DownloadableModel } from './catalogue.ts';
import { inspectLocalModel, getLocalModelPath } from './localModel.ts';
import type { LocalModelState } from './localModel.ts';
import { formatBytes, formatShare } from './quantities.ts';

/** Model or dialog that a choice selects. */
export type ChoiceTarget =
  | { readonly kind: 'bundled'; readonly model: BundledModel }
  | {
      readonly kind: 'downloadable';
      readonly model: DownloadableModel;
      readonly state: LocalModelState;
      /** Path of the file, whether it exists yet or not. */
      readonly path: string;
    }
  | { readonly kind: 'file' };

/** One entry of the list. */
export interface ModelChoice {
  readonly label: string;
  /** Short text next to the label. */
  readonly description: string;
  /** Text below the label. */
  readonly detail: string;
  readonly target: ChoiceTarget;
}

export interface ChoicesInputs {
  /** Models that are offered for download. */
  readonly models: readonly DownloadableModel[];
  readonly storageDirectory: string;
  readonly bundledModelPath: string;
  /** Path of the model in use. */
  readonly currentPath: string;
  /** Memory of the machine, in bytes. */
  readonly totalMemoryBytes: number;
}

/** Returns the list in the order in which it is shown. */
export async function listModelChoices(inputs: ChoicesInputs): Promise<readonly ModelChoice[]> {
  const downloadable = await Promise.all(
    inputs.models.map(async (model): Promise<ModelChoice> => {
      const path = getLocalModelPath(inputs.storageDirectory, model);
      const state = await inspectLocalModel(inputs.storageDirectory, model);
      return {
        label: model.title,
        description: joinFacts([
          path === inputs.currentPath && 'in use',
          describeState(state, model),
          formatBytes(model.bytes),
        ]),
        detail: `${model.description} ${describeNeeds(model, inputs.totalMemoryBytes)}`,
        target: { kind: 'downloadable', model, state, path },
      };
    }),
  );
  return [
    {
      label: bundledModel.title,
      description: inputs.bundledModelPath === inputs.currentPath ? 'in use' : '',
      detail: `${bundledModel.description} ${describeNeeds(bundledModel, inputs.totalMemoryBytes)}`,
      target: { kind: 'bundled', model: bundledModel },
    },
    ...downloadable,
    {
      label: 'Choose a file…',
      description: '',
      detail:
        'Any Mistral 7B, Codestral or other model of that family, as a GGUF file on this machine.',
      target: { kind: 'file' },
    },
  ];
}

function describeState(state: LocalModelState, model: DownloadableModel): string {
  switch (state.kind) {
    case 'missing':
      return 'to download';
    case 'partial':
      return `resume, ${formatShare(state.bytes, model.bytes)} there`;
    case 'downloaded':
      return 'downloaded';
  }
}

function describeNeeds(model: BundledModel | DownloadableModel, totalMemoryBytes: number): string {
  const needs = `${model.license}, needs about ${formatBytes(model.memoryBytes)} of memory`;
  return model.memoryBytes <= totalMemoryBytes
    ? `${needs}.`
    : `${needs}: this machine has only ${formatBytes(totalMemoryBytes)}.`;
}

function joinFacts(facts: readonly (string | false)[]): string {
  return facts.filter((fact) => fact !== false).join(' · ');
}
