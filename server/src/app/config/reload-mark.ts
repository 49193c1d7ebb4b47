/**
 * Which settings act at once when the file is saved and which wait for the next start. Every setting bears its mark where
 * it is declared; a mark on a section holds for what is in it.
 */
import type { z } from 'zod';

export type Reload = 'live' | 'restart';

const marks = new WeakMap<z.ZodType, Reload>();

/** Marks a setting that acts as soon as it is changed. */
export function live<S extends z.ZodType>(schema: S): S {
  marks.set(schema, 'live');
  return schema;
}

/** Marks a setting that is read once, when the server starts. */
export function restart<S extends z.ZodType>(schema: S): S {
  marks.set(schema, 'restart');
  return schema;
}

export const reloadMark = (schema: z.ZodType): Reload | undefined => marks.get(schema);
