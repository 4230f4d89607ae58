import type { ConfigSource } from '../../core/ports/config-source.ts';
import type { Flag, FlagSource } from '../../core/ports/flag-source.ts';

/** Flags by name: `{"name": {"percentage": 0-100, "enabled": false}}`. One that does not say `enabled` is. */
export class AppConfigFlagSource implements FlagSource {
  readonly #source: ConfigSource;
  #read: { readonly version: string; readonly flags: Readonly<Record<string, unknown>> } | null = null;

  constructor(source: ConfigSource) {
    this.#source = source;
  }

  async flag(name: string): Promise<Flag | null> {
    const document = await this.#source.latest();
    if (document === null) return null;
    if (this.#read?.version !== document.version) {
      this.#read = { version: document.version, flags: parsed(document.text) };
    }
    const flag = Object.hasOwn(this.#read.flags, name) ? this.#read.flags[name] : null;
    if (typeof flag !== 'object' || flag === null) return null;
    const percentage = 'percentage' in flag && typeof flag.percentage === 'number' ? flag.percentage : null;
    return { enabled: !('enabled' in flag) || flag.enabled === true, percentage };
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
