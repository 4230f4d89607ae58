import { hashWord } from './hash-word.ts';

/** Words that tell what a turn asks for, by signal. A form with a final `s` is found too. */
const lists = {
  reasoning:
    'explain analyse analyze analysis prove proof derive derivation compare contrast evaluate assess justify argue argument design devise plan strategy implication tradeoff critique discuss interpret infer deduce reason reasoning optimize optimise optimal investigate diagnose predict forecast propose recommend synthesize synthesise theory theoretical approach principle mechanism relationship impact affect influence detail detailed depth comprehensive thorough rigorous step weigh examine elaborate formulate model develop draft',
  condition:
    'if unless suppose assume assuming assumption given whether would could should might otherwise then provided hypothetical hypothesis case scenario constraint',
  negation: 'not no never none neither nor except least incorrect false untrue cannot wrong without unlikely',
  consequence:
    'because therefore thus hence so since cause result lead due consequently imply follow why reason effect',
  comparison:
    'more less than greater fewer larger smaller higher lower twice half double triple same different difference between ratio equal increase decrease remaining rest left most best better primarily likely versus vs',
  quantifier: 'all some every any each only both either many few several exactly always everyone nobody nothing',
  person:
    'he she his her him they their them man woman men women boy girl child children patient plaintiff defendant student teacher owner buyer seller farmer mother father wife husband friend worker person people',
  self: 'i me my mine we our us myself',
  choice: 'which following statement true answer option choose correct best describe appropriate consistent accurate',
  definition:
    'what who when where called known define definition term refer meaning mean example name type kind located capital consist',
  mathematics:
    'equation integral derivative function matrix vector polynomial theorem probability variance distribution graph group ring field subgroup set prime integer number sum product fraction percent percentage area volume angle triangle circle radius solve calculate compute total average mean median random variable linear limit series finite root square maths math algebra geometry coefficient estimator regression sample mod',
  amount:
    'dollar cost price pay paid sell sold buy bought earn money cent hour minute day week month year per pound mile meter metre kilogram gram kg cm km liter litre gallon inch foot feet mph worth profit rate rent salary',
  science:
    'energy force mass velocity acceleration charge electron atom molecule reaction acid base gas pressure temperature wave frequency current voltage magnetic nucleus quantum relativity cell gene protein dna rna evolution species organism enzyme planet star orbit chemical compound solution ion light heat gravity cryptography climate neutron photon',
  law: 'court law legal contract statute constitution constitutional liability liable negligence plaintiff defendant evidence trial jury crime criminal murder property title deed tort clause jurisdiction amendment treaty rights attorney judge convict conviction appeal offer acceptance lawsuit convey testify hearsay regulation gdpr compliance',
  medicine:
    'patient disease symptom treatment diagnosis blood pain infection clinical physician hospital drug dose therapy syndrome fever chronic acute cancer tumor virus vaccine immune muscle nerve artery vein liver kidney heart lung brain examination medication vaccination mg pulse',
  economics:
    'market demand supply price inflation monetary fiscal tax interest bond stock equity asset investment gdp unemployment income cost revenue capital bank reserve currency trade tariff aggregate curve budget depreciation audit accounting auditor taxable partnership',
  logic:
    'premise conclusion valid invalid fallacy proposition logical logic predicate truth syllogism argument entail sentence formula symbolize translation tautology contradiction counterexample',
  humanities:
    'century war empire king queen revolution culture cultural society social religious religion philosophy political politics policy government state treaty colonial ancient civilization moral ethics ethical historical history theory president party democracy author passage text',
  mind: 'psychology behavior behaviour cognitive memory emotion personality anxiety depression therapist client counselor learning motivation conditioning reinforcement stimulus perception test child development attitude',
  errand:
    'alarm timer remind reminder weather play song music playlist call text message card account balance bill bank transfer flight hotel reservation restaurant meeting calendar schedule shopping list todo order direction traffic gas oil tire insurance pto vacation payday spelling spell joke flip coin roll volume whisper accent language translate timezone time date recipe calories cook ingredient phone luggage plug',
  greeting: 'hi hello hey bye goodbye goodnight yo welcome cheers lol ok okay yes no sure',
  codeThing:
    'function class method variable array string struct module package library api endpoint database sql query schema regex regexp script compiler runtime algorithm recursion recursive loop pointer async thread mutex race middleware component hook frontend backend repo repository commit branch merge unittest test codebase code coding programming dataframe cli sdk json yaml html css xml http parser linter traceback decorator cli compiler localhost environment config playbook helper callback server client deployment container cluster pod proxy stylesheet div token header payload socket thread heap stack queue trie tree dependency release pipeline plugin template ide terminal console log stdout pseudocode snippet pull request generator iterator interface dockerfile makefile migration orm crud webhook snippet hashmap shell kernel firmware microservice cron boolean null deserializer enum dict tuple',
  codeVerb:
    'implement refactor debug code program compile deploy parse serialize deserialize instantiate override import export iterate sort rename vectorize mock stub lint memoize paginate throttle debounce containerize rewrite optimize fix port',
  codeLanguage:
    'python javascript typescript java rust golang ruby php kotlin swift scala perl haskell cpp csharp sql html css bash powershell lua julia matlab dart elixir react vue angular svelte django flask fastapi spring nodejs node.js next.js numpy pandas pytorch tensorflow postgres postgresql mysql sqlite mongodb redis kafka graphql docker kubernetes terraform git npm pip cargo gradle maven jest pytest junit vim cmake gcc clang webpack vite tailwind jquery laravel rails .net fortran cobol clojure erlang ocaml objective-c powershell nginx apache ansible jenkins prometheus grafana bazel kubectl helm systemd ssh curl sudo grep sed awk chmod chown tar eslint prettier webpack pnpm yarn axios lodash moment ffmpeg openssl cuda grpc oauth jwt github gitlab bitbucket sqlalchemy hibernate redux rxjs jupyter scipy sklearn matplotlib keras opencv unity unreal xcode gdb valgrind openapi swagger websocket tcp udp dns ssl tls http https rest aws s3 ec2 lambda azure gcp dynamodb elasticsearch rabbitmq celery sidekiq express next svelte deno bun zsh fish tmux emacs',
  codeWord:
    'def const let var return import void int bool str self null true false elif else while println printf console.log select insert delete where join lambda static public private throw try catch finally struct fn func impl async await foo bar baz nil parseint malloc free printf sizeof typeof instanceof nullptr len range append push pop useeffect usestate usememo console.error math.floor drop alter table values main args argv stdin stdout',
  codeFault:
    'error exception bug crash stacktrace traceback segfault undefined nullpointerexception typeerror keyerror valueerror indexerror attributeerror syntaxerror runtimeerror warning fails failing failed throws timeout deadlock leak build deprecated panic cors fatal referenceerror importerror econnrefused unhandled rejection token compiler',
  document:
    'document report book novel contract transcript chapter page paper manuscript thesis dissertation article essay filing agreement minutes log archive corpus file appendix deposition policy handbook manual specification dataset spreadsheet pdf textbook memoir diary correspondence thread email interview testimony ruling section volume notes',
  whole:
    'entire whole full complete throughout across all every each long lengthy together combined hundred thousand multiple above below',
  digest:
    'summarize summarise summary summarizing condense digest extract list find locate identify collect compile index synthesize outline compare reconcile tabulate review read trace abridge overview highlight pinpoint quote cite reference mention contradiction inconsistency inconsistencies',
  attached:
    'attached attachment pasted paste below above uploaded upload following provided enclosed here appended included supplied shared dumped',
} as const;

export type WordSignal = keyof typeof lists;

export const wordSignals = Object.keys(lists) as readonly WordSignal[];

/** Beyond the signals, words that counts of shape look for. */
export const statementBit = 1 << wordSignals.length;
export const pageBit = statementBit << 1;

const shapeWords = [
  [statementBit, 'ii iii iv statement'],
  [pageBit, 'page pages pp chapters words documents files emails tokens lines transcripts contracts'],
] as const;

const bitsByHash: ReadonlyMap<number, number> = (() => {
  const bits = new Map<number, number>();
  const add = (word: string, bit: number): void => {
    const hash = hashWord(word);
    bits.set(hash, (bits.get(hash) ?? 0) | bit);
  };
  wordSignals.forEach((signal, index) => {
    for (const word of lists[signal].split(' ')) {
      for (const form of word.length > 2 ? [word, `${word}s`] : [word]) add(form, 1 << index);
    }
  });
  for (const [bit, words] of shapeWords) for (const word of words.split(' ')) add(word, bit);
  return bits;
})();

/** The signals a word speaks for, by its hash, as bits in the order of `wordSignals`, then the two above; 0 for most words. */
export function signalsOfWord(hash: number): number {
  return bitsByHash.get(hash) ?? 0;
}
