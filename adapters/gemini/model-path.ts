/** A model's place below the API's version: `models/…` unless the id says which kind of model it is (`tunedModels/…`). */
export function modelPath(model: string): string {
  const segments = model.split('/').map(encodeURIComponent).join('/');
  return model.includes('/') ? segments : `models/${segments}`;
}
