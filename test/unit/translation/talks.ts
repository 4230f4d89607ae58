import fc from 'fast-check';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';

/** What a client wants said, in no format's words; the writers of each format say of it what they can. */
export interface Talk {
  readonly system: readonly Said[];
  readonly turns: readonly Turn[];
  /** Whether it ends in the last turn's reply, or in the results of its calls, instead of a question. */
  readonly endsOpen: boolean;
  readonly tools: readonly OfferedTool[];
  readonly options: Options;
}

export interface Said {
  readonly text: string;
  /** The mark of a cacheable prefix; `''` = without a time to live. */
  readonly mark?: string;
}

export type Attachment =
  | { readonly kind: 'image'; readonly type: string; readonly data: string; readonly detail?: string }
  | { readonly kind: 'image-url'; readonly url: string; readonly detail?: string }
  | { readonly kind: 'document'; readonly type: string; readonly data: string; readonly filename: string }
  | { readonly kind: 'document-url'; readonly url: string }
  | { readonly kind: 'upload'; readonly id: string }
  | { readonly kind: 'sound'; readonly data: string; readonly format: string };

export interface Call {
  readonly id: string;
  readonly name: string;
  /** JSON of an object, or nothing. */
  readonly input: string;
  readonly isCustom: boolean;
  readonly result: readonly (Said | Attachment)[];
  readonly failed: boolean;
  /** Of the result as a whole. */
  readonly mark?: string;
}

export type Thought =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'signed'; readonly text: string; readonly signature: string }
  | { readonly kind: 'redacted'; readonly data: string }
  /** With a signature that only Gemini made and reads. */
  | { readonly kind: 'gemini'; readonly text: string; readonly signature: string };

export interface Turn {
  /** Instructions in the middle of the conversation. */
  readonly instruction: Said | null;
  /** Consecutive messages of the user. */
  readonly questions: readonly (readonly (Said | Attachment)[])[];
  readonly name: string | null;
  readonly thoughts: readonly Thought[];
  readonly said: readonly Said[];
  readonly refusal: string | null;
  readonly calls: readonly Call[];
}

export interface OfferedTool {
  readonly name: string;
  readonly description?: string;
  readonly parameters?: JsonObject;
  readonly strict?: boolean;
  readonly mark?: string;
  readonly isCustom: boolean;
}

export interface Options {
  readonly limit?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly stop?: readonly string[];
  readonly seed?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly logitBias?: Readonly<Record<string, number>>;
  readonly logprobs?: boolean;
  readonly choices?: number;
  readonly choice?: 'none' | 'auto' | 'required' | 'named' | 'allowed-auto' | 'allowed-required';
  readonly parallel?: boolean;
  readonly format?:
    | 'text'
    | 'object'
    | { readonly name: string; readonly schema: JsonObject; readonly strict?: boolean; readonly description?: string };
  readonly effort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';
  readonly verbosity?: 'low' | 'medium' | 'high';
  readonly tier?: 'auto' | 'default' | 'flex' | 'priority';
  readonly metadata?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly cacheKey?: string;
  readonly store?: boolean;
  /** A field of the client's own format that no other knows. */
  readonly odd?: boolean;
  /** One that others may leave out. */
  readonly hint?: boolean;
}

const letters = fc.constantFrom('a', 'B', '7', ' ', 'ü', '🙂', '\n', '"', '<');
const text = fc.string({ unit: letters, minLength: 1, maxLength: 8 }).map((written) => `${written}.`);
const blank = fc.constantFrom(' ', '\n');
const mark = fc.constantFrom('', '5m', '1h', '30m');
const name = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_-]{0,8}$/);
const base64 = fc.uint8Array({ minLength: 1, maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const rarely = <T>(value: fc.Arbitrary<T>, otherwise: fc.Arbitrary<T>, weight = 12): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: otherwise }, { weight: 1, arbitrary: value });
const option = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  rarely(
    value.map((v): T | undefined => v),
    fc.constant(undefined),
    3,
  );

/** Leaves out what is undefined, so that a key that is there says something. */
function given<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)) as T;
}

const said: fc.Arbitrary<Said> = fc
  .record({ text: rarely(blank, text, 20), mark: rarely<string | undefined>(mark, fc.constant(undefined), 8) })
  .map((value) => (value.text.trim() === '' ? { text: value.text } : (given(value) as Said)));
const detail = option(fc.constantFrom('auto', 'low', 'high'));
const image = fc
  .record({
    kind: fc.constant('image' as const),
    type: fc.constantFrom('image/png', 'image/jpeg', 'image/webp'),
    data: base64,
    detail,
  })
  .map((value) => given(value) as Attachment);
const attachment: fc.Arbitrary<Attachment> = fc.oneof(
  { weight: 6, arbitrary: image },
  {
    weight: 2,
    arbitrary: fc
      .record({
        kind: fc.constant('image-url' as const),
        url: fc.constantFrom('https://example.com/a.png', 'https://example.com/a'),
        detail,
      })
      .map((value) => given(value) as Attachment),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('document' as const),
      type: fc.constantFrom('application/pdf', 'text/plain'),
      data: base64.map((data) => Buffer.from(`x${data}`).toString('base64')),
      filename: fc.constantFrom('tide.pdf', 'Q3_report (2).pdf', 'née.txt'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'document-url' as const, url: 'https://example.com/a.pdf' }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'upload' as const, id: 'file-1' }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('sound' as const), data: base64, format: fc.constantFrom('wav', 'mp3') }),
  },
);
/** Objects whose keys keep their order, which keys that look like numbers do not. */
const object: fc.Arbitrary<JsonObject> = fc.dictionary(
  name,
  fc.oneof(fc.integer(), text, fc.constantFrom(null, true, { z: 1, a: [1, {}] })),
  { maxKeys: 3, noNullPrototype: true },
);
const thought: fc.Arbitrary<Thought> = fc.oneof(
  fc.record({ kind: fc.constant('plain' as const), text }),
  fc.record({ kind: fc.constant('signed' as const), text, signature: base64 }),
  fc.record({ kind: fc.constant('redacted' as const), data: base64 }),
  fc.record({ kind: fc.constant('gemini' as const), text, signature: base64 }),
);
const id = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^call_[a-zA-Z0-9]{1,9}$/) },
  { weight: 1, arbitrary: fc.constantFrom('call.1', 'call:1', 'call_1', 'ü/1', 'x'.repeat(90), `${'x'.repeat(90)}y`) },
);
const call: fc.Arbitrary<Omit<Call, 'name'> & { readonly tool: number }> = fc
  .record({
    id,
    tool: fc.nat(2),
    input: fc.oneof(
      fc.constant(''),
      fc.constant('{}'),
      object.map((value) => JSON.stringify(value)),
    ),
    isCustom: fc.constant(false),
    result: fc.oneof(
      { weight: 5, arbitrary: fc.array(said, { maxLength: 2 }) },
      { weight: 2, arbitrary: fc.tuple(said, image) },
      { weight: 1, arbitrary: fc.array(fc.oneof(said, attachment), { maxLength: 2 }) },
    ),
    failed: rarely(fc.constant(true), fc.constant(false), 4),
    mark: rarely<string | undefined>(mark, fc.constant(undefined), 6),
  })
  .map((value) => given(value) as Omit<Call, 'name'> & { readonly tool: number });
const turn = fc.record({
  instruction: rarely<Said | null>(said, fc.constant(null), 6),
  questions: fc.array(
    fc
      .tuple(
        said,
        fc.array(fc.oneof({ weight: 3, arbitrary: said }, { weight: 1, arbitrary: attachment }), { maxLength: 2 }),
      )
      .map(([first, rest]) => [first, ...rest]),
    { minLength: 1, maxLength: 2 },
  ),
  name: rarely<string | null>(name, fc.constant(null), 8),
  thoughts: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(thought, { minLength: 1, maxLength: 2 }) },
  ),
  said: fc.array(said, { maxLength: 2 }),
  refusal: rarely<string | null>(text, fc.constant(null), 10),
  calls: fc.uniqueArray(call, { maxLength: 3, selector: (one) => one.id }),
});
const schema: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.uniqueArray(name, { maxLength: 3 }),
    fc.constantFrom<JsonObject>({}, { additionalProperties: false }, { description: 'd' }),
    rarely(fc.constant(true), fc.constant(false), 6),
  )
  .map(([names, more, hasPattern]) => ({
    type: 'object',
    properties: Object.fromEntries(
      names.map((key, index) => [
        key,
        index % 2 === 0 ? { type: 'string', ...(hasPattern && { pattern: '^a' }) } : { enum: ['z', 'a'] },
      ]),
    ),
    required: names.toReversed(),
    ...more,
  }));
const tool: fc.Arbitrary<OfferedTool> = fc
  .record({
    name: rarely(fc.constantFrom('7th', '-x'), name, 25),
    description: option(text),
    parameters: rarely<JsonObject | undefined>(fc.constant(undefined), schema, 6),
    strict: option(fc.boolean()),
    mark: rarely<string | undefined>(mark, fc.constant(undefined), 8),
    isCustom: fc.constant(false),
  })
  .map((value) => given(value) as OfferedTool);
const custom: fc.Arbitrary<OfferedTool> = fc
  .record({ name, description: option(text), isCustom: fc.constant(true) })
  .map((value) => given(value) as OfferedTool);

const number = fc.constantFrom(0, 0.25, 0.5, 1, 1.5);
const options: fc.Arbitrary<Options> = fc
  .record({
    limit: option(fc.integer({ min: 1, max: 9000 })),
    temperature: option(number),
    topP: option(fc.constantFrom(0, 0.5, 1)),
    topK: rarely<number | undefined>(fc.integer({ min: 1, max: 40 }), fc.constant(undefined)),
    stop: option(fc.array(rarely(blank, text, 8), { minLength: 1, maxLength: 6 })),
    seed: rarely<number | undefined>(fc.integer(), fc.constant(undefined)),
    frequencyPenalty: rarely<number | undefined>(number, fc.constant(undefined)),
    presencePenalty: rarely<number | undefined>(number, fc.constant(undefined)),
    logitBias: rarely<Record<string, number> | undefined>(fc.constant({ '50256': -100 }), fc.constant(undefined), 20),
    logprobs: rarely<boolean | undefined>(fc.constant(true), fc.constant(undefined), 20),
    choices: rarely<number | undefined>(fc.constantFrom(1, 2), fc.constant(undefined), 20),
    choice: option(fc.constantFrom('none', 'auto', 'required', 'named', 'allowed-auto', 'allowed-required')),
    parallel: rarely<boolean | undefined>(fc.boolean(), fc.constant(undefined), 4),
    format: option(
      fc.oneof(
        fc.constantFrom<'text' | 'object'>('text', 'object'),
        fc
          .record({ name, schema, strict: option(fc.boolean()), description: option(text) })
          .map((value) => given(value)),
      ),
    ),
    effort: option(fc.constantFrom('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max')),
    verbosity: rarely<'low' | 'medium' | undefined>(fc.constantFrom('low', 'medium'), fc.constant(undefined)),
    tier: rarely<'auto' | 'default' | 'flex' | 'priority' | undefined>(
      fc.constantFrom('auto', 'default', 'flex', 'priority'),
      fc.constant(undefined),
      6,
    ),
    metadata: rarely<Record<string, string> | undefined>(
      fc.dictionary(fc.constantFrom('team', 'née'), fc.constantFrom('a', 'ü'), { maxKeys: 2, noNullPrototype: true }),
      fc.constant(undefined),
      6,
    ),
    user: option(name),
    cacheKey: rarely<string | undefined>(name, fc.constant(undefined), 6),
    store: rarely<boolean | undefined>(fc.boolean(), fc.constant(undefined), 6),
    odd: rarely<boolean | undefined>(fc.constant(true), fc.constant(undefined), 15),
    hint: rarely<boolean | undefined>(fc.constant(true), fc.constant(undefined), 8),
  })
  .map((value) => given(value) as Options);

/** Conversations of every kind a client may send. Each run has most of its requests without most options. */
export const talks: fc.Arbitrary<Talk> = fc
  .record({
    system: fc.array(said, { maxLength: 2 }),
    turns: fc.array(turn, { minLength: 1, maxLength: 3 }),
    endsOpen: rarely(fc.constant(true), fc.constant(false), 2),
    tools: fc.uniqueArray(tool, { maxLength: 3, selector: (one) => one.name }),
    custom: rarely(fc.array(custom, { minLength: 1, maxLength: 1 }), fc.constant<OfferedTool[]>([]), 8),
    options: fc.oneof({ weight: 1, arbitrary: options }, { weight: 1, arbitrary: fc.constant({}) }),
  })
  .map(({ custom: free, turns, tools, ...talk }) => {
    const offered = [...tools, ...free.filter((one) => tools.every((other) => other.name !== one.name))];
    const called = offered.length === 0 ? [{ name: 'gone', isCustom: false }] : offered;
    return {
      ...talk,
      tools: offered,
      turns: turns.map((one) => ({
        ...one,
        calls: one.calls.map(({ tool: index, ...rest }): Call => {
          const { name: toolName, isCustom } = called[index % called.length] ?? { name: 'gone', isCustom: false };
          return given({ ...rest, name: toolName, isCustom }) as Call;
        }),
      })),
    };
  });
