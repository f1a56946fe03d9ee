import path from 'node:path';
import { repositoryRoot } from '../../scripts/repository.ts';

const folder = path.join(repositoryRoot, 'media/models');

/** Small model with Mistral's v1 vocabulary: no FIM tokens, as in Mistral 7B. */
export const baseModel = path.join(folder, 'tiny-mistral-base-Q8_0.gguf');
/** Small model with Mistral's v3 vocabulary: FIM tokens, as in Codestral. */
export const infillModel = path.join(folder, 'tiny-mistral-fim-Q8_0.gguf');
