import { createRotatingChatModel } from '../adapters/provider-http/credential-rotation.ts';
import type { ConfiguredSecret } from '../config/configured-secret.ts';
import type { ChatModel } from '../core/ports/chat-model.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { NoticeEvent } from '../core/ports/event-log.ts';

interface KeyedWays {
  readonly key: ConfiguredSecret;
  /** Each wire format the provider can be asked in with this key; the same for all keys. */
  readonly ways: readonly ChatModel[];
}

/** One provider with several keys: each of its formats takes them in turn. They are told apart by where they stand. */
export function rotateKeys(
  provider: string,
  keyed: readonly KeyedWays[],
  clock: Clock,
  notice: (notice: NoticeEvent) => void,
): readonly ChatModel[] {
  const names = keyed.map(({ key }, index) => (key.reference === 'literal' ? `key ${index + 1}` : key.reference));
  const formats = keyed[0]?.ways ?? [];
  return formats.map((_, format) =>
    createRotatingChatModel({
      models: keyed.flatMap(({ ways }, index) => {
        const model = ways[format];
        return model === undefined ? [] : [{ name: names[index] ?? '', model }];
      }),
      clock,
      onCooling({ credential, model, kind, coolMs }) {
        const message = `${credential} of ${provider} is left out for ${Math.ceil(coolMs / 1000)} s: ${kind}`;
        notice({
          level: 'warning',
          message,
          details: { provider, credential, model, kind, coolMs: Math.ceil(coolMs) },
        });
      },
    }),
  );
}
