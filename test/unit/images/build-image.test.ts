import { describe, expect, test } from '@jest/globals';
import { type BuildEvent, type BuildState, buildImage } from '../../../lambdas/build-image/build-image.ts';

const link = 'https://console.example/log';

function eventOf(changes: Partial<BuildEvent> = {}): BuildEvent {
  return {
    RequestType: 'Create',
    ResponseURL: 'https://cloudformation.example/answer',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Built',
    ResourceProperties: { ProjectName: 'project', ImageUri: 'registry/repository:tag' },
    ...changes,
  };
}

/** Builds that go through the states one after the other, a look at a time; each wait takes its time of the call's. */
function surroundingsOf(states: readonly BuildState['status'][], remainingMs = 900_000) {
  const left = [...states];
  const started: string[] = [];
  let passedMs = 0;
  return {
    started,
    surroundings: {
      builds: {
        async start(project: string) {
          started.push(project);
          return 'project:1';
        },
        find: async () => ({ status: left.length > 1 ? (left.shift() ?? '') : (left[0] ?? ''), link }),
      },
      async wait(ms: number) {
        passedMs += ms;
      },
      remainingMs: () => remainingMs - passedMs,
    },
  };
}

describe('the build of an image while a stack deploys', () => {
  test('is waited for, and tells the image to whatever refers to it', async () => {
    const { surroundings, started } = surroundingsOf(['IN_PROGRESS', 'IN_PROGRESS', 'SUCCEEDED']);
    expect(await buildImage(eventOf(), surroundings)).toEqual({
      Status: 'SUCCESS',
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Built',
      PhysicalResourceId: 'registry/repository:tag',
      Data: { ImageUri: 'registry/repository:tag' },
    });
    expect(started).toEqual(['project']);
  });

  test.each(['FAILED', 'FAULT', 'TIMED_OUT', 'STOPPED', 'UNKNOWN'])(
    'that ended with %s fails with its log',
    async (status) => {
      const answer = await buildImage(eventOf(), surroundingsOf(['IN_PROGRESS', status]).surroundings);
      expect(answer.Status).toBe('FAILED');
      expect(answer.Reason).toContain(status);
      expect(answer.Reason).toContain(link);
    },
  );

  test('that takes too long fails while there is time to say so', async () => {
    const { surroundings } = surroundingsOf(['IN_PROGRESS']);
    const answer = await buildImage(eventOf(), surroundings);
    expect(answer.Reason).toContain('too long');
    expect(surroundings.remainingMs()).toBeGreaterThan(15_000);
  });

  test('that cannot be started fails with the reason', async () => {
    const { surroundings } = surroundingsOf([]);
    const builds = { ...surroundings.builds, start: () => Promise.reject(new Error('AccessDenied: no')) };
    expect(await buildImage(eventOf(), { ...surroundings, builds })).toMatchObject({
      Status: 'FAILED',
      Reason: 'AccessDenied: no',
    });
  });

  test('is not started when the image is to go, whose id stays', async () => {
    const { surroundings, started } = surroundingsOf(['SUCCEEDED']);
    const event = eventOf({ RequestType: 'Delete', PhysicalResourceId: 'registry/repository:before' });
    expect(await buildImage(event, surroundings)).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: 'registry/repository:before',
    });
    expect(started).toEqual([]);
  });
});
