import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { parseEnvironment } from '../../config/environment.ts';
import { parseBody } from '../../core/chat/parse-body.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { askGateway } from '../../local/ask-gateway.ts';
import { type CommandHost, processHost } from '../../local/command-host.ts';
import { explainPrompt } from '../../local/explain-prompt.ts';
import { explanationText, requestText, type ToldRequest } from '../../local/explain-text.ts';
import { readSettings } from '../../local/read-settings.ts';
import { StartError } from '../../wiring/start-error.ts';
import { toPort } from './to-port.ts';

interface ExplainFlags {
  readonly config?: string;
  readonly model?: string;
  readonly body?: string;
  readonly header?: readonly string[];
  readonly url?: string;
  readonly port?: number;
  readonly json?: true;
}

const requestId = /^req_[0-9a-f]{32}$/;

export function addExplain(program: Command, done: (exitCode: number) => void, host = processHost): void {
  program
    .command('explain')
    .description('say where a prompt would go and why, or what became of a request; nobody is called')
    .argument('[what]', 'a prompt, or the id of one of the last requests of a running gateway (x-cato-request-id)')
    .option('--config <file>', 'configuration (default: cato.yaml if it is there; CATO_CONFIG)')
    .option('--model <name>', 'what the app asks for as model (default: auto, else the first route)')
    .option(
      '--header <header>',
      'a header of the request, for rules, as "name: value"; may be given several times',
      collect,
    )
    .option('--body <file>', 'a whole Chat Completions request as JSON, instead of a prompt')
    .option('--url <address>', 'the running gateway, for a request id (default: http://127.0.0.1:4000; HOST, PORT)')
    .addOption(
      new Option('--port <number>', 'short for --url http://127.0.0.1:<number>').argParser(toPort(1)).conflicts('url'),
    )
    .option('--json', 'print the result, or what is wrong, as one JSON object')
    .addHelpText(
      'after',
      '\nA prompt is routed as by a gateway that has just started: what a running one has learnt of its targets (breakers,\nspeed, sessions) is in the explanation of a request. CATO_MASTER_KEY opens a gateway that has a key.',
    )
    .action(async (what: string | undefined, flags: ExplainFlags) => done(await explain(what, flags, host)));
}

async function explain(what: string | undefined, flags: ExplainFlags, host: CommandHost): Promise<number> {
  const fail = (message: string): void => {
    if (flags.json === true) host.out.write(asJson({ error: { message } }));
    else host.error.write(`${message}\n`);
  };
  if ((what === undefined) === (flags.body === undefined)) {
    fail('Name a prompt, a request id or a --body, one of them (add --help for what it takes).');
    return 2;
  }
  try {
    const isRequest = what !== undefined && requestId.test(what);
    host.out.write(isRequest ? await explainRequest(what, flags, host) : await explainBody(what, flags, host));
    return 0;
  } catch (error) {
    if (!(error instanceof StartError || error instanceof GatewayError)) throw error;
    fail(error.message);
    return 1;
  }
}

async function explainRequest(id: string, flags: ExplainFlags, { variables }: CommandHost): Promise<string> {
  const { environment, problems } = parseEnvironment(variables);
  const [problem] = problems;
  if (problem) throw new StartError(`${problem.variable}: ${problem.message}`);
  const { host, port, masterKey } = environment;
  const callable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const own = flags.port === undefined ? undefined : `http://127.0.0.1:${flags.port}`;
  const address = flags.url ?? own ?? `http://${callable.includes(':') ? `[${callable}]` : callable}:${port}`;
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address))
    throw new StartError(`--url ${address} is no address: write it as http://127.0.0.1:4000.`);
  const path = `/api/admin/cato/requests/${id}`;
  const told = await askGateway({ url: address, path, masterKey });
  if (!isToldRequest(told, id))
    throw new StartError(`${address} answers, but not as a Cato gateway does: name another with --url.`);
  return flags.json === true ? asJson(told) : requestText(told);
}

/** Anything may listen there. What names the request and its attempts comes from a gateway. */
function isToldRequest(told: unknown, id: string): told is ToldRequest {
  return isJsonObject(told) && told.requestId === id && Array.isArray(told.attempts);
}

async function explainBody(
  prompt: string | undefined,
  { config, model, body: file, header = [], json }: ExplainFlags,
  { variables }: CommandHost,
): Promise<string> {
  const settings = await readSettings({ configFile: config ?? null, host: null, port: null, variables });
  const given = file === undefined ? { messages: [{ role: 'user', content: prompt }] } : readBody(file);
  const body = model === undefined ? given : { ...given, model };
  const explanation = await explainPrompt(settings, body, headersOf(header));
  return json === true ? asJson(explanation) : explanationText(explanation);
}

function asJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function collect(word: string, before: readonly string[] = []): readonly string[] {
  return [...before, word];
}

function headersOf(words: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    words.map((word) => {
      const colon = word.indexOf(':');
      if (colon < 1) throw new StartError(`--header ${word} is no header: write it as "x-team: research".`);
      return [word.slice(0, colon).trim().toLowerCase(), word.slice(colon + 1).trim()];
    }),
  );
}

function readBody(file: string): JsonObject {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new StartError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return parseBody(bytes);
}
