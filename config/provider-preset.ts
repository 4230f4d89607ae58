/** One line of `provider-presets.json`: a provider that speaks Chat Completions, as public packages describe it. */
export interface ProviderPreset {
  /** What `kind` is set to: lower case, digits, `-` and `.`. */
  readonly name: string;
  readonly displayName: string;
  /** Other names that mean the same provider, among them those of the packages it was found in; sorted. */
  readonly aliases: readonly string[];
  /** Version path included, no slash at the end. https, or a loopback address when `local`. */
  readonly baseUrl: string;
  /** Environment variable of the key; `null` for local servers, which ask for none. */
  readonly keyVariable: string | null;
  /** Variables that other packages read the same key from; sorted. */
  readonly otherKeyVariables: readonly string[];
  /** Whether it is a server on the operator's own machine. */
  readonly local: boolean;
  readonly quirks: ProviderQuirks;
  /** Where the row comes from, the one that is believed first. */
  readonly sources: readonly PresetSource[];
}

/** How a provider differs from OpenAI's Chat Completions; what is absent is not known to differ. */
export interface ProviderQuirks {
  /** The output limit is sent under this name instead of `max_completion_tokens`. */
  readonly outputLimitField?: 'max_tokens';
  /** `false`: the role `developer` is sent as `system`. */
  readonly developerRole?: false;
  /** `false`: `store` is left out. */
  readonly store?: false;
  /** `true`: content that is a list of texts is sent as one text. */
  readonly textContent?: true;
  /** A further header the key is sent in, beside `authorization`. */
  readonly keyHeader?: string;
}

/** A file of a published package that a row's facts were read from. */
export interface PresetSource {
  /** `name@version`, of the npm registry or the Python index. */
  readonly package: string;
  /** The file inside the package. */
  readonly path: string;
  /** What it says. */
  readonly facts: readonly PresetFact[];
  /** Its own address, where it is not the row's. */
  readonly baseUrl?: string;
  /** Its own key variable, where it is not the row's. */
  readonly keyVariable?: string;
}

export type PresetFact = 'baseUrl' | 'keyVariable' | 'displayName' | 'quirks';
