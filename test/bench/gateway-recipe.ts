import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { upstreamKey, upstreamModel } from './mock-answers.ts';

/** How to start a gateway. */
export interface GatewayRecipe {
  readonly name: string;
  /** The model its clients ask for. */
  readonly model: string;
  prepare(port: number, upstreamPort: number): Preparation;
}

export interface Preparation {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Where it runs and where its output goes. */
  readonly directory: string;
}

const repository = join(import.meta.dirname, '../..');

/** What `npm start` runs, flags of Node included. */
export const defaultCandidate = `${packageJson.scripts.start
  .replace(' bin/', ` ${repository}/bin/`)
  .replace(/^node /, `${process.execPath} `)} --config {config} --port {port}`;

const everything = (
  target: string,
): string => `    tiers: { ${['simple', 'complex', 'code', 'longContext'].map((tier) => `${tier}: [${target}, spare]`).join(', ')} }
    rules: [{ when: { metadata.mode: other }, targets: [spare] }]`;

// Held streams are silent for longer than the default idle limit; the timers run all the same.
const configuration = (upstreamPort: number): string => `version: 1
allowLiteralSecrets: true
providers:
  mock: { kind: openai-compatible, baseUrl: "http://127.0.0.1:${upstreamPort}/v1", apiKey: ${upstreamKey} }
  spare: { kind: openai-compatible, baseUrl: "http://127.0.0.1:${upstreamPort}/v1", apiKey: ${upstreamKey} }
  claude: { kind: anthropic, baseUrl: "http://127.0.0.1:${upstreamPort}", apiKey: ${upstreamKey} }
  responses: { kind: openai, api: responses, baseUrl: "http://127.0.0.1:${upstreamPort}/v1", apiKey: ${upstreamKey} }
provider: mock
targets:
  bench: { provider: mock, model: ${upstreamModel}, rpm: 100000000 }
  spare: { provider: spare, model: ${upstreamModel} }
  claude: { provider: claude, model: ${upstreamModel}, rpm: 100000000 }
  responses: { provider: responses, model: ${upstreamModel}, rpm: 100000000 }
routes:
  # Everything that a request can cost: tier, rule, filters, session, breaker, recovery.
  bench:
${everything('bench')}
  bench-claude:
${everything('claude')}
  bench-responses:
${everything('responses')}
resilience:
  timeouts: { firstTokenMs: 120000, idleMs: 300000 }
`;

/** The bare proxy of `bare-proxy.ts`. */
export function bareRecipe(directory: string): GatewayRecipe {
  return toRecipe('bare', `${process.execPath} ${join(import.meta.dirname, 'bare-proxy.ts')}`, directory);
}

/**
 * The gateway that is compared.
 * @param command its words parted by spaces; `{port}`, `{config}` and `{upstream}` are replaced.
 */
export function candidateRecipe(command: string, directory: string): GatewayRecipe {
  return toRecipe('candidate', command, directory);
}

/** The same, for one surface: each has a process of its own, with a data directory of its own. */
export function surfaceRecipe(
  { name, model }: { readonly name: string; readonly model: string },
  command: string,
  directory: string,
): GatewayRecipe {
  return { ...toRecipe(name, command, directory), model };
}

/** One way to build the answer path; see `shapes/`. */
export function shapeRecipe(shape: string, directory: string): GatewayRecipe {
  const command = `${process.execPath} ${join(import.meta.dirname, 'shapes/shape-gateway.ts')}`;
  return toRecipe(shape, command, directory, { SHAPE: shape });
}

function toRecipe(
  name: string,
  command: string,
  parent: string,
  settings: Readonly<Record<string, string>> = {},
): GatewayRecipe {
  const directory = join(parent, name);
  mkdirSync(directory, { recursive: true });
  return {
    name,
    model: 'bench',
    prepare(port, upstreamPort) {
      const config = join(directory, 'cato.yaml');
      const upstream = `http://127.0.0.1:${upstreamPort}`;
      writeFileSync(config, configuration(upstreamPort));
      const values: Record<string, string> = { '{port}': String(port), '{config}': config, '{upstream}': upstream };
      const words = command.split(' ').filter((word) => word !== '');
      const own = { PATH: process.env.PATH ?? '', HOME: directory, PORT: String(port), UPSTREAM: upstream };
      return {
        command: words.map((word) => word.replace(/\{\w+\}/g, (key) => values[key] ?? key)),
        environment: { ...own, ...settings },
        directory,
      };
    },
  };
}
