import { z } from 'zod';

/** The variables of a function: what a construct sets, and what the function reads. */
export interface EnvironmentContract<Values extends Readonly<Record<string, string>>> {
  /** For the construct. */
  toVariables(values: Values): Record<string, string>;
  /** For the function, once at start. @throws Error naming every variable that is missing or wrong. */
  fromVariables(variables: Readonly<Record<string, string | undefined>>): Values;
}

type Fields = Readonly<Record<string, { readonly variable: string; readonly schema: z.ZodType<string> }>>;
type ValuesOf<Of extends Fields> = { readonly [Name in keyof Of]: string };

/** @param fields by the name that code uses. */
export function environmentContract<const Of extends Fields>(fields: Of): EnvironmentContract<ValuesOf<Of>> {
  return {
    toVariables: (values) =>
      Object.fromEntries(Object.entries(fields).map(([name, { variable }]) => [variable, values[name as keyof Of]])),
    fromVariables(variables) {
      const read = Object.entries(fields).map(([name, { variable, schema }]) => {
        const parsed = schema.safeParse(variables[variable]);
        return { name, variable, value: parsed.success ? parsed.data : null };
      });
      const wrong = read.filter(({ value }) => value === null).map(({ variable }) => variable);
      if (wrong.length > 0) {
        throw new Error(`The function's environment is not the one it was deployed with: ${wrong.join(', ')}.`);
      }
      return Object.fromEntries(read.map(({ name, value }) => [name, value])) as ValuesOf<Of>;
    },
  };
}

/** A variable that says something. */
export function variable(name: string, schema: z.ZodType<string> = z.string().min(1)) {
  return { variable: name, schema };
}
