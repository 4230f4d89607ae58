/** Locations that stand for several regions, with hosts of their own. */
const multiRegions: ReadonlySet<string> = new Set(['us', 'eu']);

export interface VertexPlace {
  /** The Google Cloud project, by id or number. */
  readonly project: string;
  /** A region (`us-central1`), a multi-region (`us`, `eu`) or `global`. */
  readonly location: string;
}

/**
 * Where a location is served, ending before `/v1/projects`.
 * @throws TypeError when the location is no name of one: it becomes part of the host that the token is sent to.
 */
export function vertexBaseUrl(location: string): string {
  checkLocation(location);
  if (location === 'global') return 'https://aiplatform.googleapis.com';
  if (multiRegions.has(location)) return `https://aiplatform.${location}.rep.googleapis.com`;
  return `https://${location}-aiplatform.googleapis.com`;
}

/** The path below which a place's models stand. @throws TypeError when project or location are no names of such. */
export function placePath({ project, location }: VertexPlace): string {
  checkLocation(location);
  if (!/^[a-z0-9][a-z0-9.:-]*$/i.test(project)) throw new TypeError('A Google Cloud project is an id or a number.');
  return `/v1/projects/${project}/locations/${location}`;
}

function checkLocation(location: string): void {
  if (!/^[a-z]+(-[a-z0-9]+)*$/.test(location)) {
    throw new TypeError('A Vertex AI location is a region such as us-central1, us, eu or global.');
  }
}
