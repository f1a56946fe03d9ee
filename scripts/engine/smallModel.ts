import path from 'node:path';
import { repositoryRoot } from '../repository.ts';

/** The model that scripts run where none is named. */
export const smallModel = path.join(repositoryRoot, 'media/models/tiny-mistral-fim-Q8_0.gguf');
