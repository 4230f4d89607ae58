/** The variables of a function: what a construct sets, and what the function reads. */
export interface EnvironmentContract<Values extends Readonly<Record<string, string>>> {
  /** For the construct. */
  toVariables(values: Values): Record<string, string>;
  /** For the function, once at start. @throws Error naming every variable that is missing or wrong. */
  fromVariables(variables: Readonly<Record<string, string | undefined>>): Values;
}

interface Variable {
  readonly variable: string;
  readonly fits: (text: string) => boolean;
}
type Fields = Readonly<Record<string, Variable>>;
type ValuesOf<Of extends Fields> = { readonly [Name in keyof Of]: string };

/** Without a schema library: it would be half of what a function loads before its first answer. @param fields by the name that code uses. */
export function environmentContract<const Of extends Fields>(fields: Of): EnvironmentContract<ValuesOf<Of>> {
  return {
    toVariables: (values) =>
      Object.fromEntries(Object.entries(fields).map(([name, { variable }]) => [variable, values[name as keyof Of]])),
    fromVariables(variables) {
      const wrong = Object.values(fields).filter(({ variable, fits }) => {
        const text = variables[variable];
        return text === undefined || !fits(text);
      });
      if (wrong.length > 0) {
        const names = wrong.map(({ variable }) => variable).join(', ');
        throw new Error(`The function's environment is not the one it was deployed with: ${names}.`);
      }
      return Object.fromEntries(
        Object.entries(fields).map(([name, { variable }]) => [name, variables[variable]]),
      ) as ValuesOf<Of>;
    },
  };
}

/** A variable that says something, unless it fits otherwise. */
export function variable(name: string, fits: Variable['fits'] = (text) => text !== ''): Variable {
  return { variable: name, fits };
}
