import { readCompiledConfig } from '../../config/compiled-config.ts';
import type { EffectiveConfig } from '../../config/effective-config.ts';
import type { ConfigSource, LiveDocument } from '../../core/ports/config-source.ts';
import type { NoticeEvent } from '../../core/ports/event-log.ts';
import { deployedConfig } from './deployed-config.ts';
import type { ReferenceValues } from './reference-values.ts';

/** A configuration that holds; another object for each that comes. */
export interface HoldingConfiguration {
  readonly config: EffectiveConfig;
  /** `deployed`, or the version at AppConfig. */
  readonly version: string;
}

export interface RefusedConfiguration {
  readonly version: string;
  readonly reason: string;
}

export interface DeployedConfigurationsOptions {
  /** The document that was deployed, as JSON. */
  readonly document: string;
  readonly live: ConfigSource;
  /** The one it runs in. */
  readonly region: string;
  /** What the document's references to AWS lead to. */
  readonly references: Pick<ReferenceValues, 'latest' | 'first' | 'renew'>;
  readonly notice: (notice: NoticeEvent) => void;
}

/**
 * Which configuration holds: the live document, and the deployed one where there is none or it cannot be taken. A live
 * one that is refused leaves what held before. Secrets that have been rotated make the same document hold anew.
 */
export class DeployedConfigurations {
  readonly #options: DeployedConfigurationsOptions;
  /** What the one that holds was read with. */
  #values: ReferenceValues['latest'] = null;
  #holding: HoldingConfiguration | null = null;
  #holdingText = '';
  /** The text that was looked at last. */
  #judged: string | null = null;
  #refused: RefusedConfiguration | null = null;
  #current: Promise<HoldingConfiguration> | null = null;

  constructor(options: DeployedConfigurationsOptions) {
    this.#options = options;
  }

  /** The latest live document that was not taken, while it is the latest. */
  get refused(): RefusedConfiguration | null {
    return this.#refused;
  }

  /** @throws Error that names references which lead to nothing, before any configuration has held; holds no secret. */
  current(): Promise<HoldingConfiguration> {
    this.#current ??= this.#find().finally(() => {
      this.#current = null;
    });
    return this.#current;
  }

  async #find(): Promise<HoldingConfiguration> {
    const { live, references } = this.#options;
    if (this.#holding) {
      const [document] = await Promise.all([live.latest(), references.renew()]);
      if (references.latest !== this.#values) this.#holding = await this.#renewed(this.#holding);
      if (document !== null && document.text !== this.#judged) await this.#judge(document, this.#holding);
      return this.#holding;
    }
    const [document, values] = await Promise.all([live.latest(), references.first()]);
    this.#values = values;
    const deployed = this.#deployed();
    this.#holding = deployed;
    this.#holdingText = this.#options.document;
    if (document !== null) await this.#judge(document, deployed);
    return this.#holding;
  }

  /** The same document with the secrets as they are now. */
  async #renewed(holding: HoldingConfiguration): Promise<HoldingConfiguration> {
    this.#values = this.#options.references.latest;
    const reading = await this.#read(this.#holdingText);
    return 'config' in reading ? { config: reading.config, version: holding.version } : holding;
  }

  #deployed(): HoldingConfiguration {
    const { document, region } = this.#options;
    const reading = deployedConfig(readCompiledConfig(document, this.#secret), region);
    if ('refusal' in reading) throw new Error(reading.refusal);
    return { config: reading.config, version: 'deployed' };
  }

  /** Takes the document, or says why not. */
  async #judge({ text, version }: LiveDocument, before: HoldingConfiguration): Promise<void> {
    this.#judged = text;
    this.#refused = null;
    const reading = await this.#read(text);
    if ('config' in reading) {
      this.#holding = { config: reading.config, version };
      this.#holdingText = text;
      return;
    }
    this.#refused = { version, reason: reading.refusal };
    const message = `the live configuration ${version} is refused: ${reading.refusal}`;
    const details = { version, holding: before.version };
    this.#options.notice({ level: 'error', message, details });
  }

  async #read(text: string) {
    const { document, region } = this.#options;
    if (text === document) return deployedConfig(readCompiledConfig(text, this.#secret), region);
    // The schema and the parser are as large as all the rest.
    const { readLiveDocument } = await import('./read-live-document.ts');
    const reading = readLiveDocument(text, { deployed: document, secret: this.#secret });
    return 'refusal' in reading ? reading : deployedConfig(reading.config, region);
  }

  readonly #secret = (reference: string): string | undefined => this.#values?.values.get(reference);
}
