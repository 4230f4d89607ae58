/** An id as this format takes it: other providers' may hold letters that it refuses. */
export function toolUseId(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/g, '_');
}
