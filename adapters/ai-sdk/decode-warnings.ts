import type { OptionName } from '../../core/conversation/conversation-request.ts';
import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';
import type { ModelWarning } from './language-model.ts';

/** Options that make another answer when they are left out, by the AI SDK's names; sampling and effort do not count. */
const decisive: ReadonlyMap<string, OptionName> = new Map([
  ['seed', 'seed'],
  ['stopSequences', 'stop'],
  ['frequencyPenalty', 'frequencyPenalty'],
  ['presencePenalty', 'presencePenalty'],
  ['responseFormat', 'responseFormat'],
  ['toolChoice', 'toolChoice'],
  ['tools', 'tools'],
]);

/**
 * What a package left out or changed, one clause each.
 * @throws UnsupportedOptions when it left out what decides the answer and that may not be dropped.
 */
export function decodeWarnings(warnings: readonly ModelWarning[], dropUnsupported: boolean): readonly string[] {
  const refused = warnings.flatMap((warning) => {
    const option = warning.type === 'unsupported' ? decisive.get(warning.feature) : undefined;
    return option === undefined ? [] : [option];
  });
  if (refused.length > 0 && !dropUnsupported) {
    throw new UnsupportedOptions([...new Set(refused)], [], 'the package of the AI SDK does not pass it on');
  }
  return warnings.flatMap((warning) => {
    if (warning.type === 'unsupported') return [`${clean(warning.feature)} dropped`];
    if (warning.type === 'compatibility') return [`${clean(warning.feature)} changed`];
    return [];
  });
}

/** Clauses become part of a header. */
function clean(feature: string): string {
  return feature.replace(/[^\x20-\x7e]/g, '?').slice(0, 80);
}
