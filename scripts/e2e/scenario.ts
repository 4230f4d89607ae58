import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';

/** The gateway that the scenarios run against, and the clients that speak to it. */
export interface Deployment {
  /** What clients set as their base URL; ends in `/v1`. */
  readonly baseURL: string;
  readonly apiKey: string;
  /** What the scenarios ask for. */
  readonly model: string;
  /** What the scenarios of embeddings ask for; `null` = look for one in the list of models. */
  readonly embeddingModel: string | null;
  readonly openai: OpenAI;
  readonly anthropic: Anthropic;
  /** A path beside `/v1` (`/health`) or below it (`/v1/models`), with the key. Ends with the scenario's time. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export interface Scenario {
  /** Reads as a sentence: `chat: a whole answer knows what was said before`. */
  readonly name: string;
  /** @throws Skipped when the deployment does not offer it, anything else when it fails. */
  run(deployment: Deployment): Promise<void>;
}

/** The deployment does not offer what the scenario needs; the message says what. */
export class Skipped extends Error {}
