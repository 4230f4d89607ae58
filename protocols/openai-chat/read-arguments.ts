import { mostLevels } from '../../core/conversation/nests-deeper.ts';
import { textNestsDeeper } from '../../core/conversation/text-nests-deeper.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import { readString } from './read-field.ts';

/** The input of a tool call as text. @throws GatewayError also when it nests too deeply to be given to another format. */
export function readArguments(value: unknown, param: string): string {
  const text = readString(value, param);
  if (!textNestsDeeper(text)) return text;
  throw invalidRequest(
    param,
    `\`${param}\` is nested too deeply: more than ${mostLevels} levels of arrays and objects.`,
    'invalid_value',
  );
}
