import type { Server } from 'node:http';
import { isIPv4 } from 'node:net';
import { createApp } from '../adapters/http/app.ts';
import { createRefuse } from '../adapters/http/refusal.ts';
import type { Environment } from '../config/environment.ts';
import { formatProblems } from '../config/format-problems.ts';
import { createNodeServer, type NodeServer } from '../wiring/node-server/node-server.ts';
import { StartError } from '../wiring/start-error.ts';
import { banner } from './banner.ts';
import { createDependencies, type Dependencies } from './dependencies.ts';
import { concurrencyWithin, openFileLimit } from './open-file-limit.ts';
import { defaultDataDirectory } from './open-sessions.ts';
import { readSettings } from './read-settings.ts';

export interface StartOptions {
  readonly configFile: string | null;
  /** Where state is kept, or `:memory:`; `null` = as the environment says. */
  readonly data: string | null;
  readonly host: string | null;
  readonly port: number | null;
  /** Log as JSON, whatever the configuration says. */
  readonly json: boolean;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
  /** Takes the event log; returns `false` for what it has no room for. */
  readonly writeOut: (text: string) => unknown;
  /** Takes what is for people when the log is for machines. */
  readonly writeError: (text: string) => void;
}

export interface RunningGateway {
  /** `http://host:port`, one that this machine can call. */
  readonly address: string;
  readonly nodeServer: NodeServer;
  readonly dependencies: Dependencies;
}

/**
 * Starts the gateway: environment, configuration, what runs on this machine; then it listens.
 * @throws StartError with everything that is wrong, before anything listens.
 */
export async function startGateway(options: StartOptions): Promise<RunningGateway> {
  const { environment, loaded, config, ollamaModels } = await readSettings(options, openHost);
  const { host, port } = environment;
  const openFiles = openFileLimit();
  const possible = openFiles === null ? Number.POSITIVE_INFINITY : concurrencyWithin(openFiles);
  const logFormat =
    options.json || (config.log.format === 'auto' ? !options.isTerminal : config.log.format === 'json')
      ? 'json'
      : 'text';
  const dependencies = await createDependencies({
    config,
    ollamaModels,
    masterKey: environment.masterKey,
    variables: options.variables,
    loadsWeights: true,
    dataDirectory: environment.dataDirectory ?? defaultDataDirectory,
    maxConcurrent: Math.min(config.limits.maxConcurrent, possible),
    logFormat,
    writeLog: options.writeOut,
    report: (message) => options.writeError(`${message}\n`),
  });
  const { models } = dependencies;
  const { headersMs, bodyMs } = config.limits;
  const { services } = dependencies;
  const nodeServer = createNodeServer({ app: createApp(services), refuse: createRefuse(services), headersMs, bodyMs });
  const { address, isOnAllAddresses } = await listen(nodeServer.server, host, port);
  const needsKey = environment.masterKey !== null;
  const text = banner({ address, isOnAllAddresses, configFile: loaded.file, config, models, needsKey });
  (logFormat === 'text' ? options.writeOut : options.writeError)(text);
  if (loaded.file !== null && loaded.problems.length > 0)
    options.writeError(`${formatProblems(loaded.problems, loaded.file)}\n`);
  if (possible < config.limits.maxConcurrent) {
    const message = `serving ${possible} requests at once, not ${config.limits.maxConcurrent}: this process may open ${openFiles} files (raise it with ulimit -n)`;
    dependencies.log.notice({ level: 'warning', message });
  }
  return { address, nodeServer, dependencies };
}

/** Without a key only this machine may be served. */
function openHost({ host, masterKey }: Environment): readonly string[] {
  const isLoopback = /^(localhost|::1)$/i.test(host) || (host.startsWith('127.') && isIPv4(host));
  if (isLoopback || masterKey !== null) return [];
  return [`HOST ${host} would serve other machines without a key: set CATO_MASTER_KEY, or serve 127.0.0.1.`];
}

interface Listening {
  /** `http://host:port`, one that this machine can call. */
  readonly address: string;
  readonly isOnAllAddresses: boolean;
}

/** What stands for every address of the machine, and an address of it that can be called. */
const callable: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

function listen(server: Server, host: string, port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new StartError(listenFault(error, host, port))));
    server.listen(port, host, () => {
      const bound = server.address();
      const actual = typeof bound === 'object' && bound !== null ? bound : { address: host, port };
      const own = callable.get(actual.address);
      const called = own ?? host;
      const address = `http://${called.includes(':') ? `[${called}]` : called}:${actual.port}`;
      resolve({ address, isOnAllAddresses: own !== undefined });
    });
  });
}

function listenFault({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use: stop the program that has it, or choose another with --port.`;
  if (code === 'EACCES') return `Port ${port} may not be opened by this user: choose one above 1023 with --port.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is not an address of this machine: choose another with --host.`;
  return `Cannot listen on ${host}:${port}: ${message}`;
}
