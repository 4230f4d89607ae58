/** What a scripted model looks at in a request, whatever the format it came in. */
export interface Asked {
  /** The last `scenario:name` the conversation says; `text` when it says none. */
  readonly scenario: string;
  readonly toolNames: readonly string[];
  /** What the tools answered, in order. */
  readonly results: readonly string[];
  /** `image/png 70`: type and bytes of each image. */
  readonly images: readonly string[];
  /** Whether an answer to a JSON Schema is wanted. */
  readonly hasSchema: boolean;
  /** Signatures of the thinking that came back. */
  readonly signatures: readonly string[];
}

export interface ToolCall {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface Words {
  readonly reasoning?: string;
  readonly text?: string;
  readonly calls?: readonly ToolCall[];
  /** The stream begins and never goes on. */
  readonly stalls?: boolean;
  /** The stream begins and then says that it failed. */
  readonly breaks?: boolean;
}

export interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const signature = 'c2lnbmVkLWJ5LXRoZS1zY3JpcHQ=';

/** What the answers are to be, for whoever checks them. */
export const said = {
  text: 'High water at Brest is at noon: 4.2 m. 潮は満ちた 🌊',
  reasoning: 'The moon is full, so the tide is high.',
  afterThinking: 'It is high.',
  tide: { port: 'Brest', height: 4.2 },
  command: 'echo tide-is-$((40+2))',
  patch: '*** Begin Patch\n*** End Patch',
  commandSays: 'tide-is-42',
} as const;

/** The tools by which coding agents run a command, with what each calls it. */
const commandTools: Readonly<Record<string, ToolCall['input']>> = {
  Bash: { command: said.command, description: 'Asks the tide' },
  exec_command: { cmd: said.command },
  shell_command: { command: said.command },
  shell: { command: ['bash', '-lc', said.command] },
};

/** What the scripted model answers. */
export function play(asked: Asked): Words | Refusal {
  const { scenario, toolNames, results } = asked;
  const command = Object.keys(commandTools).find((known) => toolNames.includes(known));
  const tool = toolNames.includes('get_tide') ? 'get_tide' : (toolNames[0] ?? 'get_tide');
  const summary = { text: `Results: ${results.join(' | ')}` };
  switch (scenario) {
    case 'tool':
      return results.length > 0 ? summary : { calls: [{ name: tool, input: { port: 'Brest' } }] };
    case 'parallel':
      return results.length > 0
        ? summary
        : { calls: ['Brest', 'Hull'].map((port) => ({ name: tool, input: { port } })) };
    case 'agent': {
      if (command === undefined) return { text: `No tool runs a command: ${toolNames.join(', ')}` };
      return results.length > 0 ? summary : { calls: [{ name: command, input: commandTools[command] ?? {} }] };
    }
    case 'patch':
      return { calls: [{ name: 'apply_patch', input: { input: said.patch } }] };
    case 'image':
      return { text: `Images: ${asked.images.join(', ')}` };
    case 'json':
      if (asked.hasSchema || toolNames.length === 0) return { text: JSON.stringify(said.tide) };
      return { calls: [{ name: tool, input: said.tide }] };
    case 'reasoning':
      return { reasoning: said.reasoning, text: said.afterThinking };
    case 'thought':
      return results.length > 0
        ? { text: `Signatures: ${asked.signatures.join(', ')}` }
        : {
            reasoning: said.reasoning,
            calls: [
              command === undefined
                ? { name: tool, input: { port: 'Brest' } }
                : { name: command, input: commandTools[command] ?? {} },
            ],
          };
    case 'limited':
      return {
        status: 429,
        type: 'rate_limit_error',
        code: 'rate_limit_exceeded',
        message: 'Slow down, said the script.',
        headers: { 'retry-after': '1' },
      };
    case 'bad':
      return { status: 400, type: 'invalid_request_error', message: 'The script takes no such thing.' };
    case 'overloaded':
      return { status: 529, type: 'overloaded_error', message: 'Too many ask at once, said the script.' };
    case 'break':
      return { text: 'One', breaks: true };
    case 'stall':
      return { text: 'One', stalls: true };
    default:
      return { text: said.text };
  }
}

/** The scenario that a body names last, wherever in it. */
export function scenarioOf(body: unknown): string {
  return [...JSON.stringify(body).matchAll(/scenario:([a-z]+)/g)].at(-1)?.[1] ?? 'text';
}

/** Text as a model streams it. */
export function inPieces(text: string): string[] {
  const characters = [...text];
  const count = Math.ceil(characters.length / 7);
  return Array.from({ length: count }, (_, index) => characters.slice(index * 7, index * 7 + 7).join(''));
}
