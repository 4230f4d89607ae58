import { readDataFile } from '../data-file.ts';
import { embeddingModelRows } from '../embedding-models.ts';
import { createModelCatalogue } from '../model-catalogue.ts';
import type { ModelRow } from '../model-row.ts';

/** What is known of models, for the checks of a configuration. */
export const knownModels = createModelCatalogue([
  ...(readDataFile('models.json') as readonly ModelRow[]),
  ...embeddingModelRows,
]);
