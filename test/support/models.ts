import path from 'node:path';
import { repositoryRoot } from '../../scripts/repository.ts';

const folder = path.join(repositoryRoot, 'media/models');

/** The small model with Mistral's v1 vocabulary: no fill-in tokens, as Mistral 7B. */
export const baseModel = path.join(folder, 'tiny-mistral-base-Q8_0.gguf');
/** The small model with Mistral's v3 vocabulary: fill-in tokens, as Codestral. */
export const fillInModel = path.join(folder, 'tiny-mistral-fim-Q8_0.gguf');
