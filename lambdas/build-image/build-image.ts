/** What CloudFormation tells a custom resource, as far as it matters here. */
export interface BuildEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: {
    /** The CodeBuild project. */
    readonly ProjectName: string;
    /** What the build makes; another one is another image. */
    readonly ImageUri: string;
  };
}

/** What becomes of a build; `link` leads to its log. */
export interface BuildState {
  /** `IN_PROGRESS`, `SUCCEEDED`, or another word of CodeBuild's for how it ended. */
  readonly status: string;
  readonly link: string;
}

export interface Builds {
  /** @returns the id of the build. */
  start(projectName: string): Promise<string>;
  find(id: string): Promise<BuildState>;
}

export interface BuildSurroundings {
  readonly builds: Builds;
  readonly wait: (ms: number) => Promise<void>;
  /** What is left for this call, milliseconds. */
  readonly remainingMs: () => number;
}

export interface BuildAnswer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId: string;
  readonly Data?: { readonly ImageUri: string };
}

const pollMs = 5_000;
/** Kept to tell CloudFormation how it ended. */
const tellMs = 20_000;

/**
 * Builds the image, waits, and says how it ended. What is deleted is answered at once: its images go with their
 * repository. Never rejects: a resource that does not answer holds up its stack until its service time-out is over.
 */
export async function buildImage(event: BuildEvent, surroundings: BuildSurroundings): Promise<BuildAnswer> {
  const { StackId, RequestId, LogicalResourceId, ResourceProperties } = event;
  const { ImageUri } = ResourceProperties;
  const answer = { StackId, RequestId, LogicalResourceId };
  if (event.RequestType === 'Delete') {
    return { ...answer, Status: 'SUCCESS', PhysicalResourceId: event.PhysicalResourceId ?? LogicalResourceId };
  }
  const failure = await failureOf(ResourceProperties.ProjectName, surroundings).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  return failure === null
    ? { ...answer, Status: 'SUCCESS', PhysicalResourceId: ImageUri, Data: { ImageUri } }
    : { ...answer, Status: 'FAILED', PhysicalResourceId: ImageUri, Reason: failure };
}

/** @returns `null` when the image is there. */
async function failureOf(projectName: string, surroundings: BuildSurroundings): Promise<string | null> {
  const { builds, wait, remainingMs } = surroundings;
  const id = await builds.start(projectName);
  for (;;) {
    const { status, link } = await builds.find(id);
    if (status === 'SUCCEEDED') return null;
    if (status !== 'IN_PROGRESS') return `The build of the image ended with ${status}; its log: ${link}`;
    if (remainingMs() < pollMs + tellMs) return `The build of the image takes too long; its log: ${link}`;
    await wait(pollMs);
  }
}
