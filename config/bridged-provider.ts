/** One line of `bridged-providers.json`: a package of the AI SDK that `kind: ai-sdk` can load. Not installed, not verified here. */
export interface BridgedProvider {
  /** The package, as it is written in `package:` and installed. */
  readonly package: string;
  /** The version whose published code was looked at. */
  readonly version: string;
  /** Its export that makes a provider. */
  readonly factory: string;
  /** The version of the language model interface it speaks. */
  readonly specificationVersion: 'v4';
  /** The file inside the package that says so. */
  readonly path: string;
}
