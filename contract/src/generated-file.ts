/** Where the generated files lie: `openapi.json`, `events.schema.json`, `errors.md`. */
export type GeneratedFileName = 'openapi.json' | 'events.schema.json' | 'errors.md';

/** The address of one generated file, for whoever reads it from disk. */
export function generatedFile(name: GeneratedFileName): URL {
  return new URL(`../generated/${name}`, import.meta.url);
}
