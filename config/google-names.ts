/** A place where Google Cloud serves models: a region (`us-central1`), `us`, `eu` or `global`. */
export const googleLocationPattern = /^[a-z]+(-[a-z0-9]+)*$/;

/** A Google Cloud project, by id or number. */
export const googleProjectPattern = /^[A-Za-z0-9][A-Za-z0-9.:-]*$/;
