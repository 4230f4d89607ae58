/** Where in a definition an expression stands, which decides what it may name. */
export interface ExpressionPlace {
  /** Of `$states`: `input` and `context` everywhere, `result` or `errorOutput` where there is one. */
  readonly statesFields: readonly string[];
  /** Assigned somewhere in the flow, or in one around it. */
  readonly variables: ReadonlySet<string>;
}

const anywhere = ['input', 'context'] as const;

export function beforeWork(variables: ReadonlySet<string>): ExpressionPlace {
  return { statesFields: anywhere, variables };
}

export function afterWork(variables: ReadonlySet<string>): ExpressionPlace {
  return { statesFields: [...anywhere, 'result'], variables };
}

export function afterError(variables: ReadonlySet<string>): ExpressionPlace {
  return { statesFields: [...anywhere, 'errorOutput'], variables };
}
