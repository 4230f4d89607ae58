import { DefinitionError } from './definition-error.ts';
import { afterError } from './expression-place.ts';
import { FieldReader } from './field-reader.ts';
import { loadLeaving } from './load-leaving.ts';
import type { Catcher, Retrier } from './machine.ts';

const mostAttempts = 99_999_999;
const longestDelaySeconds = 31_622_400;

export function loadRetriers(reader: FieldReader): readonly Retrier[] {
  return loadRules(reader, 'Retry', (rule, errorEquals) => {
    const jitterStrategy = rule.optionalText('JitterStrategy') ?? 'NONE';
    if (jitterStrategy !== 'FULL' && jitterStrategy !== 'NONE') {
      throw new DefinitionError(rule.at('JitterStrategy'), 'is to be FULL or NONE.');
    }
    const delay = { least: 1, most: longestDelaySeconds };
    return {
      errorEquals,
      intervalSeconds: rule.number('IntervalSeconds', 1, delay),
      backoffRate: rule.number('BackoffRate', 2, { least: 1, most: 1000 }, false),
      maxAttempts: rule.number('MaxAttempts', 3, { least: 0, most: mostAttempts }),
      maxDelaySeconds: rule.has('MaxDelaySeconds') ? rule.number('MaxDelaySeconds', 1, delay) : null,
      jitterStrategy,
    };
  });
}

export function loadCatchers(reader: FieldReader, variables: ReadonlySet<string>): readonly Catcher[] {
  return loadRules(reader, 'Catch', (rule, errorEquals) => ({
    errorEquals,
    ...loadLeaving(rule, afterError(variables), 'next'),
  }));
}

function loadRules<T>(
  reader: FieldReader,
  field: 'Retry' | 'Catch',
  load: (rule: FieldReader, errorEquals: readonly string[]) => T,
): readonly T[] {
  const rules = reader.optionalList(field);
  return rules.map((item, index) => {
    const rule = new FieldReader(item, `${reader.at(field)}[${index}]`);
    const errorEquals = rule.list('ErrorEquals').map((name) => {
      if (typeof name !== 'string') throw new DefinitionError(rule.at('ErrorEquals'), 'is to have names of errors.');
      return name;
    });
    const isLastAlone = errorEquals.length === 1 && index === rules.length - 1;
    if (errorEquals.includes('States.ALL') && !isLastAlone) {
      throw new DefinitionError(rule.at('ErrorEquals'), 'States.ALL stands alone, in the last rule.');
    }
    const loaded = load(rule, errorEquals);
    rule.end();
    return loaded;
  });
}
