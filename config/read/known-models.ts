import { embeddingModelRows } from '../embedding-models.ts';
import { createModelCatalogue } from '../model-catalogue.ts';
import type { ModelRow } from '../model-row.ts';
import rows from '../models.json' with { type: 'json' };

/** What is known of models, for the checks of a configuration. */
export const knownModels = createModelCatalogue([...(rows as readonly ModelRow[]), ...embeddingModelRows]);
