import { CredentialPools } from '../adapters/provider-http/credential-pools.ts';
import {
  createRotatingChatModel,
  createRotatingEmbeddingModel,
} from '../adapters/provider-http/credential-rotation.ts';
import type {
  CredentialCooling,
  CredentialedModel,
  CredentialTurnsOptions,
} from '../adapters/provider-http/credential-turns.ts';
import type { ConfiguredSecret } from '../config/configured-secret.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { NoticeEvent } from '../core/ports/event-log.ts';
import type { ConnectedProvider } from './connect-provider.ts';

interface KeyedProvider {
  readonly key: ConfiguredSecret;
  /** The provider with this key; the same wire formats for all keys. */
  readonly connected: ConnectedProvider;
}

/** One provider with several keys: whatever it is asked for takes them in turn. They are told apart by where they stand. */
export function rotateKeys(
  provider: string,
  keyed: readonly KeyedProvider[],
  clock: Clock,
  notice: (notice: NoticeEvent) => void,
): ConnectedProvider {
  const names = keyed.map(({ key }, index) => (key.reference === 'literal' ? `key ${index + 1}` : key.reference));
  // One for all: a key that is refused in one format is refused in the others.
  const pools = new CredentialPools(keyed.length);
  const onCooling = ({ credential, model, kind, coolMs }: CredentialCooling): void => {
    const message = `${credential} of ${provider} is left out for ${Math.ceil(coolMs / 1000)} s: ${kind}`;
    const details = { provider, credential, model, kind, coolMs: Math.ceil(coolMs) };
    notice({ level: 'warning', message, details });
  };

  function turns<Model>(pick: (connected: ConnectedProvider) => Model | undefined): CredentialTurnsOptions<Model> {
    const models = keyed.flatMap(({ connected }, index): CredentialedModel<Model>[] => {
      const model = pick(connected);
      return model === undefined ? [] : [{ name: names[index] ?? '', model }];
    });
    return { models, clock, pools, onCooling };
  }

  const [first] = keyed;
  const formats = first?.connected.chatModels ?? [];
  return {
    chatModels: formats.map((_, format) => createRotatingChatModel(turns(({ chatModels }) => chatModels[format]))),
    ...(first?.connected.embeddingModel !== undefined && {
      embeddingModel: createRotatingEmbeddingModel(turns(({ embeddingModel }) => embeddingModel)),
    }),
  };
}
