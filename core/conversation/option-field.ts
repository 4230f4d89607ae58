import type { OptionName } from './conversation-request.ts';

/** What clients call an option, as nearly every wire format writes it. */
export function optionField(option: OptionName): string {
  if (option === 'choiceCount') return 'n';
  if (option === 'userId') return 'user';
  return option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
