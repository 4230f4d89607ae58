import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import { type BuildEvent, type Builds, buildImage } from './build-image.ts';

interface CodeBuildClient {
  startBuild(input: { readonly projectName: string }): Promise<{ readonly build?: { readonly id?: string } }>;
  batchGetBuilds(input: { readonly ids: readonly string[] }): Promise<{
    readonly builds?: readonly { readonly buildStatus?: string; readonly logs?: { readonly deepLink?: string } }[];
  }>;
}

/** Below what `buildImage` leaves for it. */
const toldWithinMs = 15_000;

/** The client that Lambda's Node runtime brings: nothing else of the program speaks to CodeBuild. */
function codeBuild(): Builds {
  const { CodeBuild } = createRequire(import.meta.url)('@aws-sdk/client-codebuild');
  const client: CodeBuildClient = new CodeBuild({});
  return {
    async start(projectName) {
      const { build } = await client.startBuild({ projectName });
      if (build?.id === undefined) throw new Error('CodeBuild started a build without an id.');
      return build.id;
    },
    async find(id) {
      const { builds: [build] = [] } = await client.batchGetBuilds({ ids: [id] });
      return { status: build?.buildStatus ?? 'UNKNOWN', link: build?.logs?.deepLink ?? id };
    },
  };
}

export async function handler(
  event: BuildEvent,
  context: { readonly getRemainingTimeInMillis: () => number },
): Promise<void> {
  const answer = await buildImage(event, {
    builds: codeBuild(),
    wait: async (ms) => {
      await wait(ms);
    },
    remainingMs: () => context.getRemainingTimeInMillis(),
  });
  const response = await fetch(event.ResponseURL, {
    method: 'PUT',
    body: JSON.stringify(answer),
    signal: AbortSignal.timeout(toldWithinMs),
  });
  if (!response.ok) throw new Error(`CloudFormation answered with status ${response.status}.`);
}
