const verbs = 'live|work|study|like|love|hate|prefer|enjoy|speak|play|drive|own|have';
const clauseBreak =
  /(?:,|;|:| -| –| —)? (?:and|but|so|because|while) (?=(?:i|my|i'm)\b)|[,;] (?=(?:i|my|i'm|what|who|where|when|how|which|can|could|do|does|is|are|isn't|please|tell|nice|pleased|thanks|and you)\b)/gi;
const sharedSubject = new RegExp(`,? and (?=(?:${verbs}) )`, 'gi');
const openings =
  /^(?:(?:hi|hello|hey|ok|okay|well|so|oh|no|yes|yeah|actually|also|and|but|now|sorry|in fact|by the way|btw|fyi|just so you know|to be clear|please|good (?:morning|afternoon|evening))(?: there| cato)?(?=[ ,.!:-])|(?:please )?(?:remember|note|keep in mind|know|you should know)(?: this)?(?: that\b|:)?|i (?:said|think|believe|told you)(?: that)?)[ ,.!:-]*/i;
const maxOpenings = 5;

/** The clauses of one sentence, each with its own subject, without words like `Actually,` or `Remember that` before them. */
export function splitClauses(sentence: string): string[] {
  return sentence.split(clauseBreak).flatMap((part) => {
    let clause = part;
    for (let round = 0; round < maxOpenings; round++) {
      const shorter = clause.replace(openings, '');
      if (shorter === clause) break;
      clause = shorter;
    }
    return /^i /i.test(clause) ? clause.replace(sharedSubject, '\nI ').split('\n') : [clause];
  });
}
