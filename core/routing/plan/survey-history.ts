import type { Message } from '../../conversation/message.ts';
import type { FilePart, Part } from '../../conversation/part.ts';
import { base64Bytes, documentTokens, imageTokens, lowDetailImageTokens, soundTokens } from './file-token-allowance.ts';
import type { RequestSurvey, TextLengths } from './request-survey.ts';
import { wideCharacters } from './wide-characters.ts';

/** What routing looks at in a request whose earlier messages the gateway has kept: both together. */
export function surveyWithHistory(survey: RequestSurvey, history: readonly Message[]): RequestSurvey {
  const found = new HistorySurvey();
  for (const message of history) found.add(message);
  const { needs } = survey;
  return {
    ...survey,
    userTurns: [...found.userTurns, ...survey.userTurns],
    systemText: survey.systemText === '' ? found.systemText : survey.systemText,
    textCharacters: survey.textCharacters + found.characters,
    wideCharacters: survey.wideCharacters + found.wide,
    messageCount: survey.messageCount + history.length,
    fileTokens: survey.fileTokens + found.fileTokens,
    needs: {
      ...needs,
      images: needs.images || found.hasImages,
      documents: needs.documents || found.hasDocuments,
    },
  };
}

/** How much there is to read in messages. */
export function measureHistory(messages: readonly Message[]): TextLengths {
  const found = new HistorySurvey();
  for (const message of messages) found.add(message);
  const { characters: textCharacters, wide, fileTokens } = found;
  return { textCharacters, wideCharacters: wide, fileTokens, messageCount: messages.length };
}

class HistorySurvey {
  readonly userTurns: string[] = [];
  systemText = '';
  characters = 0;
  wide = 0;
  fileTokens = 0;
  hasImages = false;
  hasDocuments = false;

  add({ role, parts }: Message): void {
    const texts: string[] = [];
    for (const part of parts) this.#part(part, texts);
    const text = texts.join('\n');
    if (role === 'user') this.userTurns.push(text);
    if ((role === 'system' || role === 'developer') && this.systemText === '') this.systemText = text;
  }

  #part(part: Part, texts: string[]): void {
    switch (part.type) {
      case 'text':
      case 'refusal':
        texts.push(part.text);
        this.#count(part.text);
        break;
      case 'reasoning':
        this.#count(part.text);
        break;
      case 'tool-call':
        this.#count(part.input);
        break;
      case 'tool-result':
        for (const content of part.content) this.#part(content, []);
        break;
      case 'file':
        this.#file(part);
        break;
      case 'opaque':
        break;
    }
  }

  #count(text: string): void {
    this.characters += text.length;
    this.wide += wideCharacters(text);
  }

  #file({ mediaType, source, detail }: FilePart): void {
    const bytes = source.kind === 'base64' ? base64Bytes(source.data.length) : 0;
    if (mediaType.startsWith('image/')) {
      this.hasImages = true;
      this.fileTokens += detail === 'low' ? lowDetailImageTokens : imageTokens;
    } else if (mediaType.startsWith('audio/')) {
      this.fileTokens += soundTokens(bytes);
    } else {
      this.hasDocuments = true;
      this.fileTokens += documentTokens(bytes);
    }
  }
}
