import type { FaultStep } from './fault-step.ts';
import type { AskedRequest, Behaviour } from './faulty-upstream.ts';
import type { ProviderError, ProviderWire } from './provider-wire.ts';
import type { Piece, Reply } from './reply.ts';

/** What happens where an answer breaks: the connection, or nothing more at all. */
export type Break = 'reset' | 'close' | 'end' | 'stall';

export const breaks: readonly [Break, ...Break[]] = ['reset', 'close', 'end', 'stall'];

export interface AnswerOptions {
  /** Default 6. */
  readonly charactersPerPiece?: number;
  /** One byte a write; a number: so many bytes a write. */
  readonly shredded?: boolean | number;
  /** What ends a line of a stream. Default `\n`. */
  readonly lineEnd?: '\n' | '\r\n';
}

let answers = 0;

/** Ids differ from answer to answer, as a provider's do. */
function nextId(): string {
  answers += 1;
  return `up-${String(answers).padStart(8, '0')}`;
}

/** The ways one provider answers, well and badly. */
export class Behaviours {
  readonly #wire: ProviderWire;

  constructor(wire: ProviderWire) {
    this.#wire = wire;
  }

  /** The whole answer, as it was asked for. */
  answer(reply: Reply, options: AnswerOptions = {}): Behaviour {
    return (request) => [headOf(request), sendAs(this.bytes(reply, request, options), options)];
  }

  /** What a behaviour for this request would send in all. */
  bytes(reply: Reply, { isStream }: AskedRequest, options: AnswerOptions = {}): Buffer {
    return isStream ? written(this.#pieces(reply, options), options) : Buffer.from(this.#wire.whole(reply, nextId()));
  }

  /** The answer breaks after so many pieces of content (of one that is not streamed: after half its bytes). */
  breakAfter(reply: Reply, contentPieces: number, how: Break, options: AnswerOptions = {}): Behaviour {
    return (request) => {
      if (!request.isStream) {
        const bytes = this.bytes(reply, request);
        return [headOf(request), send(bytes.subarray(0, bytes.length / 2)), ...stepsOf(how)];
      }
      const pieces = upTo(this.#pieces(reply, options), contentPieces);
      return [headOf(request), sendAs(written(pieces, options), options), ...stepsOf(how)];
    };
  }

  /** The answer breaks after a share of what comes before its stop reason is told: anywhere, but never complete. */
  breakAtShare(reply: Reply, share: number, how: Break, options: AnswerOptions = {}): Behaviour {
    return (request) => {
      const pieces = this.#pieces(reply, options);
      const stop = pieces.findIndex(({ kind }) => kind === 'stop');
      const whole = request.isStream ? written(pieces.slice(0, stop + 1), options) : this.bytes(reply, request);
      // The last line and its end, or the bracket that ends the body.
      const bytes = whole.subarray(0, Math.floor(share * (whole.length - 5)));
      return [headOf(request), sendAs(bytes, options), ...stepsOf(how)];
    };
  }

  /** The answer breaks where `cut` says, in bytes of the whole. */
  breakAt(reply: Reply, cut: (bytes: Buffer) => number, how: Break): Behaviour {
    return (request) => {
      const bytes = this.bytes(reply, request);
      return [headOf(request), send(bytes.subarray(0, cut(bytes))), ...stepsOf(how)];
    };
  }

  /** After so many pieces of content the bytes come in place of the rest. */
  spoil(reply: Reply, contentPieces: number, bytes: string): Behaviour {
    return (request) => {
      if (!request.isStream) return [headOf(request), send(bytes)];
      return [headOf(request), ...this.#begin(reply, contentPieces), send(bytes)];
    };
  }

  /** An error inside a success, after so many pieces of content. */
  errorInside(reply: Reply, contentPieces: number, error: ProviderError): Behaviour {
    return (request) => {
      if (!request.isStream) return [headOf(request), send(this.#wire.error(error))];
      return [headOf(request), ...this.#begin(reply, contentPieces), send(this.#wire.errorEvent(error))];
    };
  }

  /** The stream without the pieces of some kinds, ended cleanly; of one that is not streamed, the stop reason is `null`. */
  without(reply: Reply, kinds: readonly Piece['kind'][], then: Break = 'end'): Behaviour {
    return (request) => {
      if (!request.isStream) {
        const whole = this.#wire.whole(reply, nextId());
        const body = kinds.includes('stop') ? whole.replace(/("(?:finish|stop)_reason"):"\w+"/, '$1:null') : whole;
        return [headOf(request), send(body)];
      }
      const pieces = this.#pieces(reply).filter(({ kind }) => !kinds.includes(kind));
      return [headOf(request), send(written(pieces)), ...stepsOf(then)];
    };
  }

  /** An HTTP error in the provider's words. */
  fail(status: number, error: ProviderError, headers: Readonly<Record<string, string>> = {}): Behaviour {
    return () => [
      { do: 'head', status, headers: { 'content-type': 'application/json', ...headers } },
      send(this.#wire.error(error)),
    ];
  }

  /** Goes on with the prefill as the model of this reply would; without one, the whole reply. */
  continuing(reply: Reply & { readonly text: string }, options: AnswerOptions = {}): Behaviour {
    return (request) => {
      const { prefill } = request;
      if (prefill === null) return this.answer(reply, options)(request);
      if (!reply.text.startsWith(prefill)) throw new Error(`the prefill is no beginning of the reply: ${prefill}`);
      return this.answer({ ...reply, text: reply.text.slice(prefill.length) }, options)(request);
    };
  }

  /** What comes before a fault that is itself bytes, and arrives before it. */
  #begin(reply: Reply, contentPieces: number): readonly FaultStep[] {
    if (contentPieces === 0) return [];
    return [send(written(upTo(this.#pieces(reply), contentPieces))), { do: 'wait', ms: 20 }];
  }

  #pieces(reply: Reply, { charactersPerPiece = 6 }: AnswerOptions = {}): readonly Piece[] {
    return this.#wire.stream(reply, nextId(), charactersPerPiece);
  }
}

/** Any answer at all, of whatever type. */
export function plainBody(status: number, contentType: string, body: string): Behaviour {
  return () => [{ do: 'head', status, headers: { 'content-type': contentType } }, send(body)];
}

/** Nothing of HTTP: the connection breaks, or stays silent, before the head. */
export function breakBeforeHead(how: 'reset' | 'close' | 'stall'): Behaviour {
  return () => [{ do: how }];
}

export function after(waitMs: number, behaviour: Behaviour): Behaviour {
  return (request) => [{ do: 'wait', ms: waitMs }, ...behaviour(request)];
}

/** Everything up to and with the last of so many pieces of content. */
function upTo(pieces: readonly Piece[], contentPieces: number): readonly Piece[] {
  let seen = 0;
  const end = pieces.findIndex(({ kind }) => kind === 'stop' || (kind === 'content' && ++seen > contentPieces));
  return pieces.slice(0, end === -1 ? pieces.length : end);
}

function written(pieces: readonly Piece[], { lineEnd = '\n' }: AnswerOptions = {}): Buffer {
  const text = pieces.map(({ bytes }) => bytes).join('');
  return Buffer.from(lineEnd === '\n' ? text : text.replaceAll('\n', lineEnd));
}

function sendAs(bytes: Buffer, { shredded = false }: AnswerOptions): FaultStep {
  if (shredded === false) return send(bytes);
  return { do: 'shred', bytes, bytesPerWrite: shredded === true ? 1 : shredded };
}

function send(bytes: Buffer | string): FaultStep {
  return { do: 'send', bytes };
}

function stepsOf(how: Break): readonly FaultStep[] {
  return how === 'end' ? [] : [{ do: how }];
}

function headOf({ isStream }: AskedRequest): FaultStep {
  const type = isStream ? 'text/event-stream; charset=utf-8' : 'application/json';
  return { do: 'head', status: 200, headers: { 'content-type': type } };
}
