import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { createAnthropicChatModel } from '../adapters/anthropic/anthropic-chat-model.ts';
import { createMessagesStreamReader } from '../adapters/anthropic/messages-stream-reader.ts';
import { createGeminiStreamReader } from '../adapters/gemini/gemini-stream-reader.ts';
import type { ProviderHttp } from '../adapters/provider-http/provider-http.ts';
import { createUndiciProviderHttp } from '../adapters/provider-http/undici-provider-http.ts';
import { claudePlace } from '../adapters/vertexai/claude-dialect.ts';
import type { TokenSource } from '../adapters/vertexai/credentials/access-token.ts';
import { accessTokenAuthorization } from '../adapters/vertexai/credentials/access-token-authorization.ts';
import { createAccessTokens } from '../adapters/vertexai/credentials/access-tokens.ts';
import { createTokenSource } from '../adapters/vertexai/credentials/create-token-source.ts';
import { findCredentials } from '../adapters/vertexai/credentials/find-credentials.ts';
import { createMetadataServer } from '../adapters/vertexai/credentials/metadata-server.ts';
import type { TokenWorld } from '../adapters/vertexai/credentials/token-service.ts';
import { vertexBaseUrl } from '../adapters/vertexai/vertex-address.ts';
import { createVertexChatModel } from '../adapters/vertexai/vertex-chat-model.ts';
import { createVertexEmbeddingModel } from '../adapters/vertexai/vertex-embedding-model.ts';
import type { EffectiveProvider } from '../config/effective-provider.ts';
import { GatewayError } from '../core/errors/gateway-error.ts';
import type { ChatModel } from '../core/ports/chat-model.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { EmbeddingModel } from '../core/ports/embedding-model.ts';
import { packageVersion } from './package-version.ts';
import type { ProxyFor } from './provider-proxy.ts';

interface VertexSurroundings {
  connect(baseUrl: string): ProviderHttp;
  readonly proxyFor: ProxyFor;
  readonly clock: Clock;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

export interface ConnectedVertex {
  readonly chatModel: ChatModel;
  /** Claude alone, in Anthropic's own format: its clients are passed through. */
  readonly claudeModel: ChatModel;
  readonly embeddingModel: EmbeddingModel;
}

/** A provider of kind vertexai, ready to be asked. @throws GatewayError that says what is wrong with its credentials. */
export async function connectVertex(
  provider: EffectiveProvider,
  { connect, proxyFor, clock, variables }: VertexSurroundings,
): Promise<ConnectedVertex> {
  const { name, baseUrl, vertex } = provider;
  if (vertex === null || vertex.project === null) throw new RangeError('a provider without a Google Cloud project');
  const { project, location, credentialsFile, quotaProject } = vertex;
  const world: TokenWorld = { createHttp: createTokenHttp(proxyFor), clock };
  try {
    const source = await googleTokenSource(credentialsFile, world, variables);
    const shared = {
      http: connect(baseUrl ?? vertexBaseUrl(location)),
      project,
      location,
      tokens: createAccessTokens(source, clock),
      ...(quotaProject === null ? {} : { quotaProject }),
      version: packageVersion,
      clock,
    };
    const { http, tokens } = shared;
    const claudeModel = createAnthropicChatModel({
      ...{ http, apiKey: null, version: packageVersion, clock },
      authorization: accessTokenAuthorization(tokens),
      place: claudePlace(shared),
      ...(quotaProject === null ? {} : { headers: { 'x-goog-user-project': quotaProject } }),
    });
    const streamReaders = { google: createGeminiStreamReader, anthropic: createMessagesStreamReader };
    return {
      chatModel: createVertexChatModel({ ...shared, streamReaders }),
      claudeModel,
      embeddingModel: createVertexEmbeddingModel(shared),
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new GatewayError('upstream-auth', `${name}: ${error.message}`, { cause: error });
  }
}

/** Google's services are asked as the provider is; what is not encrypted is the machine's own metadata server. */
function createTokenHttp(proxyFor: ProxyFor): TokenWorld['createHttp'] {
  return (origin) =>
    createUndiciProviderHttp({ baseUrl: origin, proxy: origin.startsWith('https:') ? proxyFor(origin) : null });
}

/** Where tokens come from: the file that is named, else where Google's own tools look. @throws TypeError for a file that is none. */
export async function googleTokenSource(
  credentialsFile: string | null,
  world: TokenWorld,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<TokenSource> {
  const credentials =
    credentialsFile === null
      ? await findCredentials({ environment: variables, home: homedir() })
      : await readCredentials(credentialsFile);
  return credentials === null
    ? createMetadataServer(world, variables.GCE_METADATA_HOST || undefined)
    : createTokenSource(credentials, world);
}

async function readCredentials(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new TypeError(`The credentials file cannot be read: ${path}`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch {
    // Without the parser's own message, which quotes what it read.
    throw new TypeError(`The credentials file is not JSON: ${path}`);
  }
}
