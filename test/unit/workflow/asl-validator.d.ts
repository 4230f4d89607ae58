declare module 'asl-validator' {
  /** Changes the definition that it is given. */
  export default function validate(definition: unknown): { isValid: boolean; errorsText(separator?: string): string };
}
