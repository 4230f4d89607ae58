/**
 * What of Converse's request is written here, in the SDK's own shapes: the adapter hands it to the SDK as it is, so
 * that the compiler holds these types against the SDK's.
 */
export type ConverseBody = {
  readonly messages: ConverseMessage[];
  readonly system?: SystemContentBlock[];
  readonly inferenceConfig: InferenceConfiguration;
  readonly toolConfig?: ToolConfiguration;
  readonly additionalModelRequestFields?: JsonDocument;
  readonly outputConfig?: OutputConfig;
  readonly requestMetadata?: Record<string, string>;
  readonly serviceTier?: ServiceTier;
};

export interface ConverseMessage {
  role: 'user' | 'assistant' | 'system';
  content: ContentBlock[];
}

/** A union whose members each have one key of their own. */
type OneOf<Members> = {
  [Key in keyof Members]: { [Own in Key]: Members[Own] } & { [Other in Exclude<keyof Members, Key>]?: never };
}[keyof Members];

export type JsonDocument = null | boolean | number | string | JsonDocument[] | { [key: string]: JsonDocument };

export type FileBlock = OneOf<FileMembers>;
export type ContentBlock = OneOf<
  FileMembers & {
    text: string;
    cachePoint: CachePointBlock;
    reasoningContent: OneOf<{ reasoningText: { text: string; signature: string }; redactedContent: Uint8Array }>;
    toolUse: { toolUseId: string; name: string; input: JsonDocument };
    toolResult: { toolUseId: string; content: ToolResultContentBlock[]; status?: 'error' };
  }
>;
export type ToolResultContentBlock = OneOf<Omit<FileMembers, 'audio'> & { text: string }>;
export type SystemContentBlock = OneOf<{ text: string; cachePoint: CachePointBlock }>;

interface FileMembers {
  image: { format: ImageFormat; source: BytesSource };
  document: { format: DocumentFormat; name: string; source: BytesSource };
  audio: { format: AudioFormat; source: BytesSource };
  video: { format: VideoFormat; source: BytesSource };
}

interface BytesSource {
  bytes: Uint8Array;
}

export type ImageFormat = 'png' | 'jpeg' | 'gif' | 'webp';
export type DocumentFormat = 'pdf' | 'csv' | 'doc' | 'docx' | 'xls' | 'xlsx' | 'html' | 'txt' | 'md';
export type AudioFormat = 'wav' | 'mp3' | 'flac' | 'ogg' | 'opus' | 'aac' | 'm4a' | 'webm';
export type VideoFormat = 'mp4' | 'mov' | 'webm' | 'mkv' | 'mpeg';

export interface CachePointBlock {
  type: 'default';
  ttl?: '5m' | '1h';
}

export interface InferenceConfiguration {
  maxTokens?: number;
  temperature?: number;
  topP?: number;
  stopSequences?: string[];
}

export interface ToolConfiguration {
  tools: ConverseTool[];
  toolChoice?: OneOf<{ any: Record<string, never>; tool: { name: string } }>;
}

export type ConverseTool = OneOf<{
  toolSpec: { name: string; description?: string; inputSchema: { json: JsonDocument }; strict?: boolean };
  cachePoint: CachePointBlock;
}>;

export interface OutputConfig {
  textFormat?: OutputFormat;
  effort?: string;
}

export interface OutputFormat {
  type: 'json_schema';
  structure: { jsonSchema: { schema: string; name: string; description?: string } };
}

export interface ServiceTier {
  type: 'flex' | 'priority' | 'reserved';
}
