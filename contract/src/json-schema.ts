/**
 * JSON Schema from the zod schemas, with every named schema hoisted to one place. Schemas are written as a client sends or
 * reads them: a field with a default may be left out, and an answer may gain fields later.
 */
import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/** Collects named schemas while schemas are converted one after the other. */
export class SchemaCollector {
  readonly #refPrefix: string;
  readonly #named = new Map<string, JsonSchema>();

  /** `refPrefix`: where the named schemas will stand, `#/components/schemas/` for OpenAPI. */
  constructor(refPrefix: string) {
    this.#refPrefix = refPrefix;
  }

  /** The schema, with references for everything that has a name. Throws an Error when two schemas share a name. */
  convert(schema: z.ZodType): JsonSchema {
    // As the only member of a tuple a named schema becomes a reference too; converted alone it would be written out.
    const whole = z.toJSONSchema(z.tuple([schema]), { io: 'input', target: 'draft-2020-12' }) as {
      prefixItems: JsonSchema[];
      $defs?: Record<string, JsonSchema>;
    };
    for (const [name, definition] of Object.entries(whole.$defs ?? {})) this.#add(name, definition);
    return this.#relocate(whole.prefixItems[0] ?? {}) as JsonSchema;
  }

  /** Every named schema met so far, sorted by name. */
  named(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#named].toSorted(([left], [right]) => (left < right ? -1 : 1)));
  }

  #add(name: string, definition: JsonSchema): void {
    const { id: _id, ...rest } = definition;
    const relocated = this.#relocate(rest) as JsonSchema;
    const known = this.#named.get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(relocated)) {
      throw new Error(`two different schemas are named ${name}`);
    }
    this.#named.set(name, relocated);
  }

  #relocate(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#relocate(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        key === '$ref' && typeof item === 'string' ? item.replace('#/$defs/', this.#refPrefix) : this.#relocate(item),
      ]),
    );
  }
}
