/** In what the two places that speak this format differ. */
export interface GeminiHost {
  /** Takes the ids of tool calls and of their results; elsewhere order and names match them. */
  readonly takesCallIds: boolean;
  /** Takes the service tier in the body; elsewhere it is a header, which the adapter sends. */
  readonly tierInBody: boolean;
  /** Refuses frequency and presence penalties for models of this generation; `null` = for none. */
  readonly noPenaltiesFor: number | null;
}

/** The Gemini API with an API key. */
export const geminiApi: GeminiHost = { takesCallIds: true, tierInBody: true, noPenaltiesFor: 2.5 };

/** Vertex AI in a Google Cloud project. */
export const vertexAi: GeminiHost = { takesCallIds: false, tierInBody: false, noPenaltiesFor: null };
