import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import { fitForFunctions } from '../../core/conversation/fit-for-functions.ts';
import type { EncodedRequest, EncodeOptions } from '../../core/ports/wire-codec.ts';
import { RequestNotes } from '../request-notes/request-notes.ts';
import { encodeContents } from './encode-contents.ts';
import { encodeGeneration } from './encode-generation.ts';
import { encodeTools } from './encode-tools.ts';
import type { GeminiHost } from './gemini-host.ts';
import { modelGeneration } from './model-generation.ts';
import { protocolName } from './protocol-name.ts';
import { refuseOptions } from './refuse-options.ts';

/** The body of `generateContent` and of its stream; the model and whether it streams are in the address. */
export function encodeRequest(asked: ConversationRequest, options: EncodeOptions, host: GeminiHost): EncodedRequest {
  const { facts } = options;
  const notes = new RequestNotes(options.dropUnsupported);
  const { request, changes } = fitForFunctions(asked, protocolName);
  for (const change of changes) notes.changed(change);
  const context = { facts, generation: modelGeneration(facts.id), host, notes };
  refuseOptions(request, notes);
  const tools = encodeTools(request, context);
  const { systemInstruction, contents } = encodeContents(request.messages, context);
  const generationConfig = encodeGeneration(request, tools.declarations.length > 0, context);
  const tier = serviceTier(request.serviceTier, host, notes);
  const body = {
    ...(systemInstruction.length > 0 && { systemInstruction: { parts: systemInstruction } }),
    contents,
    ...(tools.declarations.length > 0 && { tools: [{ functionDeclarations: tools.declarations }] }),
    ...(tools.config !== null && { toolConfig: { functionCallingConfig: tools.config } }),
    ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
    ...(tier !== null && { serviceTier: tier }),
  };
  return { body, changes: notes.settle() };
}

function serviceTier(asked: string | undefined, host: GeminiHost, notes: RequestNotes): string | null {
  switch (asked) {
    case undefined:
    case 'auto':
    case 'default':
    case 'standard':
      return null;
    case 'flex':
    case 'priority':
      return host.tierInBody ? asked : null;
    default:
      notes.unsupported('serviceTier');
      return null;
  }
}
