import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeploymentFacts, DeploymentName } from './deployments.ts';
import { type Stack, toStack } from './stack.ts';

/** A deployment as CloudFormation would be given it. */
export interface Deployment extends DeploymentFacts {
  readonly name: DeploymentName;
  readonly stacks: readonly Stack[];
  /** The one stack of a part in a region; without a region in the home region. */
  stack(part: string, region?: string): Stack;
}

const known = new Map<DeploymentName, Deployment>();

/** Synthesised once for all test files of a run, in a process of its own: jest loads the CDK slowly. */
export function deployment(name: DeploymentName): Deployment {
  const found = known.get(name);
  if (found) return found;
  const read = readDeployment(assemblies(), name);
  known.set(name, read);
  return read;
}

/** The folder that has a cloud assembly for every deployment, and the variants' templates: made by the first that asks. */
export function assemblies(): string {
  const folder = join(tmpdir(), 'cato-infra');
  const lock = `${folder}-lock`;
  for (;;) {
    if (existsSync(folder)) return folder;
    const failure = failureIn(lock);
    if (failure !== null) throw new Error(`The deployments could not be synthesised:\n${failure}`);
    try {
      mkdirSync(lock);
      break;
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
  const making = `${folder}-making`;
  mkdirSync(join(making, 'tmp'), { recursive: true });
  const script = join(import.meta.dirname, 'synth-deployments.ts');
  const { status, stderr } = spawnSync(...withoutNetwork(process.execPath, script, making), {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: making,
      TMPDIR: join(making, 'tmp'),
      CATO_BUNDLE_FOLDER: process.env.CATO_BUNDLE_FOLDER,
    },
  });
  if (status === 0) renameSync(making, folder);
  else writeFileSync(join(lock, 'failure'), stderr);
  return assemblies();
}

/** A command in an empty network namespace, where one can be made. */
export function withoutNetwork(program: string, ...args: readonly string[]): [string, string[]] {
  return canIsolate ? ['unshare', ['--map-root-user', '--net', program, ...args]] : [program, [...args]];
}

/** Whether a network namespace can be made here. */
export const canIsolate = spawnSync('unshare', ['--map-root-user', '--net', 'true']).status === 0;

function failureIn(lock: string): string | null {
  const file = join(lock, 'failure');
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function readDeployment(folder: string, name: DeploymentName): Deployment {
  const facts: DeploymentFacts = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const stacks = readStacks(join(folder, name));
  const [home] = facts.settings.deploy.regions;
  return {
    ...facts,
    name,
    stacks,
    stack(part, region = home) {
      const found = stacks.find((one) => one.part === part && one.region === region);
      if (!found) throw new RangeError(`${name} has no stack ${part} in ${region}`);
      return found;
    },
  };
}

/** The stacks of a cloud assembly. */
export function readStacks(assembly: string): readonly Stack[] {
  const { artifacts } = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8'));
  const stacks: Stack[] = [];
  for (const [id, artifact] of Object.entries<Record<string, never>>(artifacts)) {
    if (artifact.type === 'aws:cloudformation:stack') stacks.push(toStack(assembly, id, artifact, stacks));
  }
  return stacks;
}
