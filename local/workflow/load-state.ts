import { DefinitionError } from './definition-error.ts';
import { afterWork, beforeWork, type ExpressionPlace } from './expression-place.ts';
import { FieldReader } from './field-reader.ts';
import type { LoadContext } from './load-context.ts';
import { loadCatchers, loadRetriers } from './load-error-rules.ts';
import { loadLeaving, optionalTemplate } from './load-leaving.ts';
import type { ChoiceState, MapState, ParallelState, State, TaskState, WaitState } from './machine.ts';
import { workflowLimits } from './workflow-limits.ts';

/** @throws DefinitionError */
export function loadState(reader: FieldReader, context: LoadContext): State {
  const type = reader.text('Type');
  if (reader.has('QueryLanguage') && reader.text('QueryLanguage') !== 'JSONata') {
    throw new DefinitionError(reader.at('QueryLanguage'), 'is to be JSONata.');
  }
  const state = loadTyped(type, reader, context);
  reader.end();
  return state;
}

function loadTyped(type: string, reader: FieldReader, context: LoadContext): State {
  const before = beforeWork(context.variables);
  switch (type) {
    case 'Pass':
      return { type, ...loadLeaving(reader, before) };
    case 'Task':
      return loadTask(reader, context, before);
    case 'Choice':
      return loadChoice(reader, before);
    case 'Wait':
      return loadWait(reader, before);
    case 'Parallel':
      return loadParallel(reader, context, before);
    case 'Map':
      return loadMap(reader, context, before);
    case 'Succeed':
      return { type, output: optionalTemplate(reader, 'Output', before) };
    case 'Fail':
      return {
        type,
        error: optionalTemplate(reader, 'Error', before),
        cause: optionalTemplate(reader, 'Cause', before),
      };
    default:
      throw new DefinitionError(reader.at('Type'), `"${type}" is no type of state.`);
  }
}

function loadAttempted(reader: FieldReader, { variables }: LoadContext) {
  return {
    ...loadLeaving(reader, afterWork(variables)),
    retry: loadRetriers(reader),
    catch: loadCatchers(reader, variables),
  };
}

function loadTask(reader: FieldReader, context: LoadContext, before: ExpressionPlace): TaskState {
  const resource = reader.text('Resource');
  if (!context.resources.has(resource)) {
    throw new DefinitionError(reader.at('Resource'), `there is no task "${resource}".`);
  }
  return {
    type: 'Task',
    resource,
    arguments: optionalTemplate(reader, 'Arguments', before),
    timeoutSeconds: optionalTemplate(reader, 'TimeoutSeconds', before),
    ...loadAttempted(reader, context),
  };
}

function loadChoice(reader: FieldReader, before: ExpressionPlace): ChoiceState {
  const choices = reader.list('Choices').map((item, index) => {
    const rule = new FieldReader(item, `${reader.at('Choices')}[${index}]`);
    const condition = optionalTemplate(rule, 'Condition', before);
    if (!condition) throw new DefinitionError(rule.at('Condition'), 'is missing.');
    const leaving = loadLeaving(rule, before, 'next');
    rule.end();
    return { condition, ...leaving };
  });
  return { type: 'Choice', choices, default: reader.optionalText('Default') };
}

function loadWait(reader: FieldReader, before: ExpressionPlace): WaitState {
  const seconds = optionalTemplate(reader, 'Seconds', before);
  const timestamp = optionalTemplate(reader, 'Timestamp', before);
  const leaving = loadLeaving(reader, before);
  if (seconds && !timestamp) return { type: 'Wait', until: { seconds }, ...leaving };
  if (timestamp && !seconds) return { type: 'Wait', until: { timestamp }, ...leaving };
  throw new DefinitionError(reader.path, 'is to have either Seconds or Timestamp.');
}

function loadParallel(reader: FieldReader, context: LoadContext, before: ExpressionPlace): ParallelState {
  const branches = reader
    .list('Branches')
    .map((branch, index) => context.loadFlow(new FieldReader(branch, `${reader.at('Branches')}[${index}]`), context));
  return {
    type: 'Parallel',
    branches,
    arguments: optionalTemplate(reader, 'Arguments', before),
    ...loadAttempted(reader, context),
  };
}

function loadMap(reader: FieldReader, context: LoadContext, before: ExpressionPlace): MapState {
  const processor = new FieldReader(reader.value('ItemProcessor'), reader.at('ItemProcessor'));
  if (processor.has('ProcessorConfig')) {
    const config = new FieldReader(processor.value('ProcessorConfig'), processor.at('ProcessorConfig'));
    if (config.text('Mode') !== 'INLINE') throw new DefinitionError(config.at('Mode'), 'is to be INLINE.');
    config.end();
  }
  const { maxConcurrency: most } = workflowLimits;
  return {
    type: 'Map',
    arguments: null,
    items: optionalTemplate(reader, 'Items', before),
    itemSelector: optionalTemplate(reader, 'ItemSelector', before),
    processor: context.loadFlow(processor, context),
    // 0 = as many as there may be.
    maxConcurrency: reader.number('MaxConcurrency', 0, { least: 0, most }) || most,
    ...loadAttempted(reader, context),
  };
}
