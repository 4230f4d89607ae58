import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TemplateResource {
  readonly Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
}

export interface Template {
  readonly Resources: Record<string, TemplateResource>;
  readonly Outputs?: Record<string, unknown>;
}

/** Types that the emulator does not know: it refuses a template that has one. */
const unknownTypes: ReadonlySet<string> = new Set(['AWS::Budgets::Budget']);

/**
 * Copies a cloud assembly without what the emulator cannot take. Nothing may refer to what is left out, so an alarm on
 * an expression stays, with a plain metric in the expression's place.
 * @returns what was changed, as `<stack> <type> <left out | on a plain metric>`, sorted.
 */
export function fitAssembly(from: string, to: string): readonly string[] {
  cpSync(from, to, { recursive: true });
  const changes: string[] = [];
  for (const file of templateFiles(to)) {
    const [stack = ''] = file.split('.');
    changeTemplate(to, file, ({ Resources, Outputs = {} }) => {
      // What a secret's `Ref` gives there is not its ARN, out of which this one takes the name.
      for (const output of ['HowToGetTheKey', 'FirstCall']) {
        if (!(output in Outputs)) continue;
        delete Outputs[output];
        changes.push(`${stack} output ${output} left out`);
      }
      for (const [id, { Type, Properties = {} }] of Object.entries(Resources)) {
        if (unknownTypes.has(Type)) {
          delete Resources[id];
          changes.push(`${stack} ${Type} left out`);
        } else if (Type === 'AWS::CloudWatch::Alarm' && 'Metrics' in Properties) {
          delete Properties.Metrics;
          Object.assign(Properties, { Namespace: 'AWS/Lambda', MetricName: 'Errors', Statistic: 'Sum', Period: 60 });
          changes.push(`${stack} ${Type} on a plain metric`);
        }
      }
    });
  }
  return changes.sort();
}

/** Names of the templates of an assembly. */
export function templateFiles(assembly: string): readonly string[] {
  return readdirSync(assembly).filter((file) => file.endsWith('.template.json'));
}

/** Its name in the bucket is the hash of its text: under the old one the CDK would find what is there already. */
export function changeTemplate(assembly: string, file: string, change: (template: Template) => void): void {
  const path = join(assembly, file);
  const template: Template = JSON.parse(readFileSync(path, 'utf8'));
  change(template);
  const text = JSON.stringify(template);
  writeFileSync(path, text);
  const assetsPath = join(assembly, file.replace('.template.json', '.assets.json'));
  const assets = readFileSync(assetsPath, 'utf8');
  const { files }: { files: Record<string, { source: { path: string } }> } = JSON.parse(assets);
  const [oldHash] = Object.entries(files).find(([, { source }]) => source.path === file) ?? [];
  if (oldHash === undefined) throw new RangeError(`${file} is no asset`);
  const hash = createHash('sha256').update(text).digest('hex');
  writeFileSync(assetsPath, assets.replaceAll(oldHash, hash));
  const manifestPath = join(assembly, 'manifest.json');
  writeFileSync(manifestPath, readFileSync(manifestPath, 'utf8').replaceAll(oldHash, hash));
}
