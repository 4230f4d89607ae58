import type { ConversationOptions, ResponseFormat } from '../../core/conversation/conversation-request.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { decodeToolChoice } from './decode-tools.ts';
import { parameterNames } from './parameter-names.ts';
import { type PlainOption, plainOptionNames, plainOptions } from './plain-options.ts';
import {
  notOneOf,
  readArray,
  readBoolean,
  readCount,
  readName,
  readObject,
  readOptional,
  readString,
  wrongType,
} from './read-field.ts';

/** What the body asks for besides messages and tools. What only states the default is left out. */
export function decodeOptions(body: JsonObject): ConversationOptions {
  const options: { -readonly [K in keyof ConversationOptions]: ConversationOptions[K] } = {};
  const set = <K extends keyof ConversationOptions>(option: K, value: ConversationOptions[K] | undefined): void => {
    if (value !== undefined) options[option] = value;
  };
  const read = <K extends PlainOption>(option: K): void => {
    set(option, readOptional(body[parameterNames[option]], parameterNames[option], plainOptions[option]));
  };
  const limitName = body.max_completion_tokens == null ? 'max_tokens' : 'max_completion_tokens';
  set('maxOutputTokens', readOptional(body[limitName], limitName, readCount));
  for (const option of plainOptionNames) read(option);
  if (options.choiceCount === 1) delete options.choiceCount;
  if (options.logprobs === false) delete options.logprobs;
  set('stop', decodeStop(body.stop));
  set('toolChoice', decodeToolChoice(body));
  set('responseFormat', decodeResponseFormat(body.response_format));
  const userName = body.safety_identifier == null ? 'user' : 'safety_identifier';
  set('userId', readOptional(body[userName], userName, readString));
  return options;
}

function decodeStop(stop: unknown): readonly string[] | undefined {
  if (stop === undefined || stop === null || stop === '') return undefined;
  if (typeof stop === 'string') return [stop];
  if (!Array.isArray(stop)) throw wrongType('stop', 'a string or an array of strings', stop);
  const sequences = readArray(stop, 'stop').map((sequence, index) => readString(sequence, `stop[${index}]`));
  return sequences.length === 0 ? undefined : sequences;
}

function decodeResponseFormat(value: unknown): ResponseFormat | undefined {
  const format = readOptional(value, 'response_format', readObject);
  if (!format) return undefined;
  if (format.type === 'text') return { type: 'text' };
  if (format.type === 'json_object') return { type: 'json-object' };
  if (format.type !== 'json_schema') {
    throw notOneOf('response_format.type', ['text', 'json_object', 'json_schema'], format.type);
  }
  const param = 'response_format.json_schema';
  const definition = readObject(format.json_schema, param);
  const description = readOptional(definition.description, `${param}.description`, readString);
  const strict = readOptional(definition.strict, `${param}.strict`, readBoolean);
  return {
    type: 'json-schema',
    name: readName(definition.name, `${param}.name`),
    ...(description === undefined ? {} : { description }),
    schema: readOptional(definition.schema, `${param}.schema`, readObject) ?? {},
    ...(strict === undefined ? {} : { strict }),
  };
}
