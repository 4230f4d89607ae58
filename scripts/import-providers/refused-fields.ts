import { runInNewContext } from 'node:vm';
import type { ProviderQuirks } from '../../config/provider-preset.ts';

const evaluationMs = 1000;

/** What is refused at an address. */
export type QuirksAt = (name: string, baseUrl: string) => ProviderQuirks;

interface Compatibility {
  readonly supportsStore: boolean;
  readonly supportsDeveloperRole: boolean;
  readonly maxTokensField: string;
}

/**
 * Asks the one pure function of the package that tells it, alone in an empty context.
 * Addresses it does not know give no quirks.
 */
export function readRefusedFields(code: string): QuirksAt {
  const source = /^function detectCompat\(model\) \{\n[\s\S]*?^\}$/m.exec(code)?.[0];
  if (source === undefined) throw new Error('the package has no detectCompat');
  const ask = (provider: string, baseUrl: string): Compatibility =>
    runInNewContext(`(${source})(model)`, { model: { id: '', provider, baseUrl } }, { timeout: evaluationMs });
  const unknown = ask('', 'https://unknown.invalid/v1');
  return (name, baseUrl) => {
    const told = ask(name, baseUrl);
    return {
      ...(told.maxTokensField === 'max_tokens' && unknown.maxTokensField !== 'max_tokens'
        ? { outputLimitField: 'max_tokens' }
        : {}),
      ...(unknown.supportsDeveloperRole && !told.supportsDeveloperRole ? { developerRole: false } : {}),
      ...(unknown.supportsStore && !told.supportsStore ? { store: false } : {}),
    };
  };
}
