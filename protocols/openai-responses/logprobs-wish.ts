/** What `include` names to be told the probabilities of an answer's tokens. */
export const logprobsWish = 'message.output_text.logprobs';
