import type {
  ConversationRequest,
  OptionName,
  ReasoningEffort,
  Tool,
} from '../../../core/conversation/conversation-request.ts';
import { customToolsAsFunctions } from '../../../core/conversation/custom-tools-as-functions.ts';
import { isJsonObject } from '../../../core/conversation/is-json-object.ts';
import type { Message } from '../../../core/conversation/message.ts';
import type { CacheBreakpoint, FilePart, Part } from '../../../core/conversation/part.ts';
import { pathOf } from '../../../core/conversation/paths.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import type { ModelFacts } from '../../../core/routing/model-facts.ts';
import { keepFiles, mapParts, takesFile, takesReasoning, withoutForeign } from './expressible.ts';
import type { Target } from './targets.ts';

/** A request as it went in and as it was read again at the target. */
export interface Trip {
  readonly before: ConversationRequest;
  readonly after: ConversationRequest;
}

export interface Surroundings {
  readonly target: Target;
  readonly facts: ModelFacts;
}

/** What a clause in `changes` allows to differ. */
interface Licence {
  readonly clause: RegExp;
  /** What a request is refused for where nothing may be dropped; absent = nothing. */
  readonly refuses?: OptionName;
  /** Takes the difference that the clause names out of the trip. */
  settle(trip: Trip, words: readonly string[], around: Surroundings): Trip;
}

const toBefore =
  (
    change: (request: ConversationRequest, words: readonly string[], around: Surroundings) => ConversationRequest,
  ): Licence['settle'] =>
  (trip, words, around) => ({ ...trip, before: change(trip.before, words, around) });

function without(request: ConversationRequest, ...names: (keyof ConversationRequest)[]): ConversationRequest {
  return Object.fromEntries(
    Object.entries(request).filter(([name]) => !(names as string[]).includes(name)),
  ) as unknown as ConversationRequest;
}

const withoutReasoning = toBefore((request, _, { target, facts }) =>
  mapParts(request, (part) =>
    part.type !== 'reasoning' || takesReasoning(target.protocol, facts, part) ? part : null,
  ),
);
/** @param isMeant which files the clause is about; it must be about such as the target does not take. */
const withoutFiles = (isMeant: (file: FilePart, word: string | undefined) => boolean): Licence['settle'] =>
  toBefore((request, [word], { target: { protocol } }) =>
    keepFiles(request, (file, inResult) => !isMeant(file, word) || takesFile(protocol, file, inResult)),
  );
const relaxed = toBefore((request) =>
  request.toolChoice?.type === 'allowed'
    ? { ...request, toolChoice: { ...request.toolChoice, mode: 'auto' } }
    : without(request, 'toolChoice'),
);
const withoutTools = toBefore((request) => without(request, 'tools', 'toolChoice', 'parallelToolCalls'));
const withInstruction = (instruction: string, ...dropped: (keyof ConversationRequest)[]): Licence['settle'] =>
  toBefore((request) => {
    const system: Message = { role: 'system', parts: [{ type: 'text', text: instruction }] };
    const first = request.messages.findIndex(({ role }) => role !== 'system' && role !== 'developer');
    return without({ ...request, messages: request.messages.toSpliced(first, 0, system) }, ...dropped);
  });
const withoutUnproven = withoutReasoning;

/** Every clause there is; a clause that is not here is a name nobody knows. */
const licences: readonly Licence[] = [
  {
    clause: /^parallel_tool_calls dropped$/,
    refuses: 'parallelToolCalls',
    settle: toBefore((request) => without(request, 'parallelToolCalls')),
  },
  {
    clause: /^message names dropped$/,
    settle: toBefore((request) => ({ ...request, messages: request.messages.map(({ name: _, ...rest }) => rest) })),
  },
  {
    clause: /^blank text dropped$/,
    settle: toBefore((request, _, { target }) => withoutBlank(request, target.protocol === 'gemini')),
  },
  {
    clause: /^custom tools sent as functions$/,
    settle: toBefore((request) => customToolsAsFunctions(request).request),
  },
  {
    clause:
      /^(?:signed reasoning|reasoning of another protocol|earlier reasoning|reasoning of earlier answers) dropped$/,
    settle: withoutReasoning,
  },
  { clause: /^reasoning without a usable signature left out$/, settle: withoutUnproven },
  {
    clause: /^a message part dropped: a file is given by an id of another provider$/,
    refuses: 'messages',
    settle: withoutFiles(({ source }) => source.kind === 'id'),
  },
  {
    clause: /^a file by URL \((\S+)\) dropped$/,
    refuses: 'messages',
    settle: withoutFiles(({ source, mediaType }, type) => source.kind === 'url' && mediaType === type),
  },
  {
    clause: /^a message part dropped: (?:a file|files) of type (\S+?);? .*$/,
    refuses: 'messages',
    settle: withoutFiles(({ mediaType }, type) => mediaType === type),
  },
  {
    clause: /^tool_choice dropped: the chosen tool is left out$/,
    refuses: 'toolChoice',
    settle: toBefore((request) => without(request, 'toolChoice')),
  },
  { clause: /^files of tool results moved to a user message$/, settle: toBefore(moveFiles) },
  { clause: /^files of tool results sent beside them$/, settle: toBefore(moveFiles) },
  {
    clause: /^error mark of tool results dropped$/,
    settle: toBefore((request) =>
      mapParts(request, (part) => (part.type === 'tool-result' ? { ...part, isError: false } : part)),
    ),
  },
  {
    clause: /^image detail dropped$/,
    settle: toBefore((request) => mapFiles(request, ({ detail: _, ...file }) => file)),
  },
  {
    clause: /^file detail dropped$/,
    settle: toBefore((request) =>
      mapFiles(request, ({ detail, ...file }) =>
        file.mediaType.startsWith('image/') && file.source.kind !== 'id'
          ? { ...file, ...(detail && { detail }) }
          : file,
      ),
    ),
  },
  {
    clause: /^file names dropped$/,
    settle: toBefore((request) => mapFiles(request, ({ filename: _, ...file }) => file)),
  },
  {
    clause: /^document names fitted$/,
    settle: ({ before, after }) => ({ before: mapFiles(before, bent), after: mapFiles(after, bent) }),
  },
  {
    clause: /^cache breakpoints within tool results dropped$/,
    settle: toBefore((request) => keepMarks(request, ({ isEnclosed }) => !isEnclosed)),
  },
  {
    clause: /^cache breakpoints without a content part dropped$/,
    settle: toBefore((request) =>
      keepMarks(
        request,
        ({ part }) =>
          part?.type !== 'tool-call' &&
          part?.type !== 'refusal' &&
          !(part?.type === 'tool-result' && part.content.length === 0),
      ),
    ),
  },
  {
    clause: /^cache breakpoints dropped$/,
    settle: toBefore((request, _, { target, facts }) =>
      keepMarks(request, ({ place }) =>
        place === 'tool' && target.protocol.startsWith('openai')
          ? true
          : target.protocol === 'bedrock-converse' && facts.id.includes('nova')
            ? place !== 'tool'
            : false,
      ),
    ),
  },
  {
    clause: /^cache breakpoints of tools dropped$/,
    settle: toBefore((request) => keepMarks(request, ({ place }) => place !== 'tool')),
  },
  {
    clause: /^response_format dropped: .*$/,
    refuses: 'responseFormat',
    settle: toBefore((request) => without(request, 'responseFormat')),
  },
  {
    clause: /^cache ttl (\S+) → (?:5m|default)$/,
    settle: toBefore((request, [ttl]) => mapMarks(request, (mark) => (mark.ttl === ttl ? {} : mark))),
  },
  {
    clause: /^cache time to live → default$/,
    settle: toBefore((request, _, { facts }) =>
      mapMarks(request, (mark) => (mark.ttl === '5m' || (mark.ttl === '1h' && !facts.id.includes('nova')) ? mark : {})),
    ),
  },
  {
    clause: /^cache breakpoints \d+ → (\d+)$/,
    settle: toBefore((request, [most]) => lastMarks(request, Number(most))),
  },
  {
    clause: /^empty tool result → "\(empty\)"$/,
    settle: toBefore((request) =>
      mapParts(request, (part) =>
        part.type === 'tool-result' && part.content.length === 0
          ? { ...part, content: [{ type: 'text', text: '(empty)' }] }
          : part,
      ),
    ),
  },
  {
    clause: /^text added beside a document$/,
    settle: ({ before, after }) => ({
      before,
      after: mapParts(after, (part) =>
        part.type === 'text' && part.text === 'See the attached document.' ? null : part,
      ),
    }),
  },
  {
    clause: /^a first user turn added$/,
    settle: ({ before, after }) => ({
      before,
      after: {
        ...after,
        messages: after.messages.filter(
          ({ parts: [part] }) => !(part?.type === 'text' && part.text === '(The conversation begins.)'),
        ),
      },
    }),
  },
  {
    clause: /^later system messages? (?:sent as|→) marked user text$/,
    settle: ({ before, after }) => ({ before: unmarked(before), after: unmarked(after) }),
  },
  {
    clause: /^white space at the end of the last (?:assistant )?message (?:trimmed|dropped)$/,
    settle: toBefore((request) =>
      mapParts(request, (part, _, isLast) =>
        isLast && part.type === 'text' ? { ...part, text: part.text.trimEnd() } : part,
      ),
    ),
  },
  {
    clause: /^a stand-in sent for a missing thought signature$/,
    settle: ({ before, after }) => ({ before, after: mapParts(after, withoutStandIn) }),
  },
  {
    clause: /^tools of the history declared$/,
    settle: ({ before, after }) => ({ before, after: without(after, 'tools') }),
  },
  { clause: /^tools left out \(tool_choice none\)$/, settle: withoutTools },
  {
    clause: /^tool_choice none → instruction$/,
    settle: withInstruction('Do not call any tool in this answer; answer in text.', 'toolChoice', 'parallelToolCalls'),
  },
  { clause: /^tool_choice .+ → auto$/, settle: relaxed },
  {
    clause: /^strict (?:dropped from tools|tools → ordinary)$/,
    settle: toBefore((request) => ({
      ...request,
      tools: (request.tools ?? []).map((tool) => ({ ...tool, strict: false }) as Tool),
    })),
  },
  {
    clause: /^response_format json_object → (?:an )?instruction$/,
    settle: withInstruction('Answer with one JSON object and nothing else.', 'responseFormat'),
  },
  {
    clause: /^max_(?:completion_)?tokens set to (\d+)$/,
    settle: toBefore((request, [limit]) => ({ ...request, maxOutputTokens: Number(limit) })),
  },
  {
    clause: /^max_(?:completion_)?tokens (\d+) → (\d+)$/,
    settle: toBefore((request, [from, to]) =>
      request.maxOutputTokens === Number(from) ? { ...request, maxOutputTokens: Number(to) } : request,
    ),
  },
  { clause: /^temperature (\S+) → 1$/, settle: toBefore((request) => ({ ...request, temperature: 1 })) },
  {
    clause: /^(?:blank stop sequences dropped)$/,
    settle: toBefore((request) => ({ ...request, stop: (request.stop ?? []).filter((one) => one.trim() !== '') })),
  },
  {
    clause: /^stop dropped: a stop sequence must hold more than white space$/,
    refuses: 'stop',
    settle: toBefore((request) => ({ ...request, stop: (request.stop ?? []).filter((one) => one.trim() !== '') })),
  },
  {
    clause: /^stop dropped: at most (\d) stop sequences$/,
    refuses: 'stop',
    settle: toBefore((request, [most]) => ({ ...request, stop: (request.stop ?? []).slice(0, Number(most)) })),
  },
  {
    clause: /^reasoning(?:_|\.)effort (\w+) → (\w+)$/,
    settle: toBefore((request, [from, to]) =>
      request.reasoningEffort === from ? { ...request, reasoningEffort: to as ReasoningEffort } : request,
    ),
  },
  {
    clause: /^thinking left out: .*$/,
    settle: ({ before, after }) => ({
      before: without(before, 'reasoningEffort'),
      after: without(after, 'reasoningEffort'),
    }),
  },
  { clause: /^reasoning_effort none → thinking between tools$/, settle: (trip) => trip },
  {
    clause: /^schema keyword (\w+) dropped$/,
    settle: toBefore((request, [keyword = '']) => mapSchemas(request, keyword)),
  },
  {
    clause: /^an image of unknown type sent as (.*)$/,
    settle: toBefore((request, [type = '']) =>
      mapFiles(request, (file) =>
        file.mediaType === 'image/*' &&
        (file.source.kind !== 'url' || file.source.url.endsWith('.png') === (type === 'image/png'))
          ? { ...file, mediaType: type }
          : file,
      ),
    ),
  },
  {
    clause: /^metadata: \d+ of \d+ entries dropped$/,
    settle: toBefore((request) => {
      const kept = Object.entries(request.metadata ?? {}).filter((entry) => entry.every((one) => /^[ -~]*$/.test(one)));
      return kept.length === 0 ? without(request, 'metadata') : { ...request, metadata: Object.fromEntries(kept) };
    }),
  },
  {
    clause: /^(?:misnamed tools dropped|tools dropped: tool names must match .*)$/,
    refuses: 'tools',
    settle: toBefore((request) => ({
      ...request,
      tools: (request.tools ?? []).filter(({ name }) => /^[a-zA-Z_]/.test(name)),
    })),
  },
  {
    clause: /^reasoning_effort dropped(?:: .*)?$/,
    refuses: 'reasoningEffort',
    settle: toBefore((request) => without(request, 'reasoningEffort')),
  },
];

/** Options that are dropped whole, by every word there is for them; those of the second list are never refused for. */
const options: Readonly<Record<string, OptionName>> = {
  ...{
    stop: 'stop',
    top_k: 'topK',
    seed: 'seed',
    frequency_penalty: 'frequencyPenalty',
    presence_penalty: 'presencePenalty',
  },
  ...{
    logit_bias: 'logitBias',
    logprobs: 'logprobs',
    include: 'logprobs',
    top_logprobs: 'topLogprobs',
    n: 'choiceCount',
  },
  ...{ verbosity: 'verbosity', service_tier: 'serviceTier' },
};
const harmless: Readonly<Record<string, keyof ConversationRequest>> = {
  ...{
    temperature: 'temperature',
    top_p: 'topP',
    metadata: 'metadata',
    store: 'store',
    prompt_cache_key: 'promptCacheKey',
    user: 'userId',
  },
};

export interface Settled {
  readonly trip: Trip;
  /** What would be refused instead: options by their neutral names, fields and places by the client's. */
  readonly refusals: readonly string[];
}

/** Clauses in the order in which their differences are told apart, which is not that in which they were met. */
export function inOrder(clauses: readonly string[]): readonly string[] {
  const place = (clause: string) => licences.findIndex(({ clause: pattern }) => pattern.test(clause));
  return [...clauses].sort((one, other) => place(one) - place(other));
}

/** @returns `null` for a clause nobody knows. */
export function settle(clause: string, trip: Trip, around: Surroundings): Settled | null {
  for (const { clause: pattern, refuses, settle: change } of licences) {
    const match = pattern.exec(clause);
    if (match === null) continue;
    const settled = change(trip, match.slice(1), around);
    if (refuses !== 'messages') return { trip: settled, refusals: refuses === undefined ? [] : [refuses] };
    return { trip: settled, refusals: placesOfLost(trip.before, settled.before) };
  }
  const [, type = ''] = /^(?:a message part dropped: )?(.+?) (?:dropped|has no equivalent)$/.exec(clause) ?? [];
  const told = withoutForeign(trip.before, around.target.protocol, type);
  const lost = placesOfLost(trip.before, told);
  if (lost.length > 0) return { trip: { ...trip, before: told }, refusals: lost };
  const [, word = ''] = /^(.+?) dropped(?:$|: | \()/.exec(clause) ?? [];
  const { unknown = {}, advisory = {} } = trip.before;
  if (word in unknown) {
    const { [word]: _, ...rest } = unknown;
    return { trip: { ...trip, before: { ...trip.before, unknown: rest } }, refusals: [word] };
  }
  if (word in advisory) {
    const { [word]: _, ...rest } = advisory;
    return { trip: { ...trip, before: { ...trip.before, advisory: rest } }, refusals: [] };
  }
  const option = options[word];
  if (option !== undefined) {
    // Where sampling as a whole is not taken, nobody is refused for it.
    const isMild =
      option === 'topK' &&
      ((around.facts.capabilities.sampling === false && around.target.protocol !== 'openai-responses') ||
        around.facts.id.includes('nova'));
    const before = without(trip.before, option as keyof ConversationRequest);
    return { trip: { ...trip, before }, refusals: isMild || clause.includes('thinking') ? [] : [option] };
  }
  const mild = harmless[word];
  return mild === undefined ? null : { trip: { ...trip, before: without(trip.before, mild) }, refusals: [] };
}

/** Where the client has the parts that are left out; the messages as a whole where that is not known. */
export function placesOfLost(before: ConversationRequest, after: ConversationRequest): readonly string[] {
  const kept = new Set(allParts(after));
  return allParts(before).flatMap((part) => {
    // Of a result only its content is left out.
    return kept.has(part) || part.type === 'tool-result' ? [] : [pathOf(part) ?? 'messages'];
  });
}

function allParts({ messages }: ConversationRequest): readonly Part[] {
  return messages.flatMap(({ parts }) =>
    parts.flatMap((part): readonly Part[] => (part.type === 'tool-result' ? [part, ...part.content] : [part])),
  );
}

function mapFiles(request: ConversationRequest, change: (file: FilePart) => FilePart): ConversationRequest {
  return mapParts(request, (part) => {
    if (part.type === 'file') return change(part);
    if (part.type !== 'tool-result') return part;
    return { ...part, content: part.content.map((one) => (one.type === 'file' ? change(one) : one)) };
  });
}

/** Of names that Converse had to bend only that there is one can be compared. */
function bent(file: FilePart): FilePart {
  return file.filename === undefined ? file : { ...file, filename: 'bent' };
}

/** After all results of a turn, in a message of the user. */
function moveFiles(request: ConversationRequest): ConversationRequest {
  const messages: Message[] = [];
  let files: FilePart[] = [];
  const flush = () => {
    if (files.length > 0) messages.push({ role: 'user', parts: files });
    files = [];
  };
  for (const message of request.messages) {
    if (message.role !== 'tool') flush();
    const parts = message.parts.map((part) => {
      if (part.type !== 'tool-result') return part;
      files.push(...part.content.filter((one) => one.type === 'file'));
      return { ...part, content: part.content.filter((one) => one.type === 'text') };
    });
    messages.push({ ...message, parts });
  }
  flush();
  return { ...request, messages };
}

interface Mark {
  readonly place: 'tool' | 'messages';
  readonly part: Part | null;
  /** In a tool result, where what follows, or the result itself, is marked as well, or goes on. */
  readonly isEnclosed: boolean;
}

function changeMarks(
  request: ConversationRequest,
  change: (mark: CacheBreakpoint, where: Mark) => CacheBreakpoint | null,
): ConversationRequest {
  const marked = <Held extends { readonly cacheBreakpoint?: CacheBreakpoint }>(held: Held, where: Mark): Held => {
    const { cacheBreakpoint, ...rest } = held;
    const kept = cacheBreakpoint === undefined ? null : change(cacheBreakpoint, where);
    return (kept === null ? rest : { ...rest, cacheBreakpoint: kept }) as Held;
  };
  const tools = request.tools?.map((tool) =>
    tool.type === 'function' ? marked(tool, { place: 'tool', part: null, isEnclosed: false }) : tool,
  );
  const messages = request.messages.map((message) => {
    const parts = message.parts.map((part): Part => {
      if (part.type === 'opaque') return part;
      if (part.type !== 'tool-result') return marked(part, { place: 'messages', part, isEnclosed: false });
      const content = part.content.map((one, index) => {
        const isEnclosed = index < part.content.length - 1 || part.cacheBreakpoint !== undefined;
        return marked(one, { place: 'messages', part: one, isEnclosed });
      });
      return marked({ ...part, content }, { place: 'messages', part, isEnclosed: false });
    });
    return { ...message, parts };
  });
  return { ...request, messages, ...(tools && { tools }) };
}

function keepMarks(request: ConversationRequest, keep: (where: Mark) => boolean): ConversationRequest {
  return changeMarks(request, (mark, where) => (keep(where) ? mark : null));
}

function mapMarks(
  request: ConversationRequest,
  change: (mark: CacheBreakpoint) => CacheBreakpoint,
): ConversationRequest {
  return changeMarks(request, change);
}

/** In the order of the prompt, which begins with the tools; those of a result's content stand before its own. */
function lastMarks(request: ConversationRequest, most: number): ConversationRequest {
  let count = 0;
  changeMarks(request, (mark) => {
    count += 1;
    return mark;
  });
  const surplus = count - most;
  let seen = 0;
  return changeMarks(request, (mark) => {
    seen += 1;
    return seen > surplus ? mark : null;
  });
}

/** @param inSystem only where it stands in instructions. */
function withoutBlank(request: ConversationRequest, inSystem: boolean): ConversationRequest {
  return mapParts(request, (part, { role }) => {
    if (inSystem && role !== 'system' && role !== 'developer') return part;
    if (part.type === 'text') return part.text.trim() === '' ? null : part;
    if (part.type !== 'tool-result') return part;
    return { ...part, content: part.content.filter((one) => one.type !== 'text' || one.text.trim() !== '') };
  });
}

function unmarked(request: ConversationRequest): ConversationRequest {
  const messages = request.messages.flatMap(({ role, parts, ...rest }): Message[] =>
    role !== 'user'
      ? [{ role, parts, ...rest }]
      : parts.map((part) => {
          const [, , text] =
            (part.type === 'text' && /^<(system|system_message)>\n([\s\S]*)\n<\/\1>$/.exec(part.text)) || [];
          return text === undefined
            ? { role, parts: [part], ...rest }
            : { role: 'system', parts: [{ ...part, type: 'text', text } as Part] };
        }),
  );
  return { ...request, messages };
}

function withoutStandIn(part: Part): Part {
  if (part.type !== 'tool-call' || !isJsonObject(part.opaque?.data)) return part;
  const { opaque, ...call } = part;
  return opaque !== undefined &&
    isJsonObject(opaque.data) &&
    opaque.data.thoughtSignature === 'skip_thought_signature_validator'
    ? call
    : part;
}

function mapSchemas(request: ConversationRequest, keyword: string): ConversationRequest {
  const { tools, responseFormat } = request;
  return {
    ...request,
    ...(tools && {
      tools: tools.map((tool) =>
        tool.type === 'function' && tool.parameters
          ? { ...tool, parameters: withoutKeyword(tool.parameters, keyword) as JsonObject }
          : tool,
      ),
    }),
    ...(responseFormat?.type === 'json-schema' && {
      responseFormat: { ...responseFormat, schema: withoutKeyword(responseFormat.schema, keyword) as JsonObject },
    }),
  };
}

function withoutKeyword(value: unknown, keyword: string): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutKeyword(one, keyword));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== keyword)
      .map(([key, inner]) => [key, withoutKeyword(inner, keyword)]),
  );
}
