import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
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

const namePrefix = 'cato-infra-';
const known = new Map<DeploymentName, Deployment>();

/** Synthesised once for all test files that a jest worker runs, in a process of its own: jest loads the CDK slowly. */
export function deployment(name: DeploymentName): Deployment {
  const found = known.get(name);
  if (found) return found;
  const read = readDeployment(assemblies(), name);
  known.set(name, read);
  return read;
}

/** The folder that has a cloud assembly for every deployment. */
function assemblies(): string {
  const folder = join(tmpdir(), `${namePrefix}${process.pid}-${Math.round(performance.timeOrigin)}`);
  if (existsSync(folder)) return folder;
  removeLeftovers();
  const making = `${folder}-making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(join(making, 'tmp'), { recursive: true });
  const script = join(import.meta.dirname, 'synth-deployments.ts');
  const { status, stderr } = spawnSync(process.execPath, [script, making], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: making, TMPDIR: join(making, 'tmp') },
  });
  if (status !== 0) throw new Error(`The deployments could not be synthesised:\n${stderr}`);
  renameSync(making, folder);
  return folder;
}

/** Jest tells nobody when a worker ends, so the next run removes what workers of ended runs left. */
function removeLeftovers(): void {
  for (const entry of readdirSync(tmpdir())) {
    const pid = Number(entry.startsWith(namePrefix) ? entry.slice(namePrefix.length).split('-')[0] : Number.NaN);
    if (Number.isInteger(pid) && !isRunning(pid)) rmSync(join(tmpdir(), entry), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
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
