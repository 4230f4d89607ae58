import { GatewayError } from '../../core/errors/gateway-error.ts';

/** The vector of half a text is that of another text. */
export function cutText(): GatewayError {
  return new GatewayError(
    'context-too-long',
    'A text of `input` is longer than the model reads at once: send it in parts.',
    { param: 'input', code: 'context_length_exceeded' },
  );
}
