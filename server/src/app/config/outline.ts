/**
 * The outline of a schema: which keys there are, what stands below them, and how each reloads. Variables find their
 * settings by it, misspelled keys their neighbors, and a changed setting its mark.
 */
import { z } from 'zod';
import type { KeyPath } from './key-path.ts';
import { type Reload, reloadMark } from './reload-mark.ts';

export type Outline =
  | { readonly kind: 'section'; readonly keys: ReadonlyMap<string, Outline> }
  /** Keys are names that the operator chose. */
  | { readonly kind: 'map'; readonly value: Outline }
  | { readonly kind: 'list'; readonly element: Outline; readonly reload: Reload }
  | { readonly kind: 'value'; readonly reload: Reload };

/** The outline of the schema. Throws when a setting has no mark. */
export function outlineOf(schema: z.ZodType, inherited?: Reload): Outline {
  const mark = reloadMark(schema) ?? inherited;
  const inner = unwrapped(schema);
  if (inner !== undefined) return outlineOf(inner, mark);
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Readonly<Record<string, z.ZodType>>;
    const keys = Object.entries(shape).map(([key, value]) => [key, outlineOf(value, mark)] as const);
    return { kind: 'section', keys: new Map(keys) };
  }
  if (schema instanceof z.ZodRecord) return { kind: 'map', value: outlineOf(schema.valueType as z.ZodType, mark) };
  if (mark === undefined) throw new Error('a setting does not say whether it is live');
  if (schema instanceof z.ZodArray) {
    return { kind: 'list', element: outlineOf(schema.element as z.ZodType, mark), reload: mark };
  }
  return { kind: 'value', reload: mark };
}

/** What a default, an option or a transformation is wrapped around. */
function unwrapped(schema: z.ZodType): z.ZodType | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return schema.unwrap() as z.ZodType;
  }
  return schema instanceof z.ZodPipe ? (schema.in as z.ZodType) : undefined;
}

/** What stands at the path; undefined when nothing is known there. */
export function outlineAt(root: Outline, path: KeyPath): Outline | undefined {
  let outline: Outline | undefined = root;
  for (const part of path) {
    if (outline === undefined) return undefined;
    outline = childOf(outline, part);
  }
  return outline;
}

function childOf(outline: Outline, part: string | number): Outline | undefined {
  switch (outline.kind) {
    case 'section':
      return outline.keys.get(String(part));
    case 'map':
      return outline.value;
    case 'list':
      return outline.element;
    case 'value':
      return undefined;
  }
}

/** The paths of all settings, those below a map with `*` for the name; a list is one setting. */
export function settingPaths(outline: Outline, path: readonly string[] = []): readonly (readonly string[])[] {
  switch (outline.kind) {
    case 'section':
      return [...outline.keys].flatMap(([key, child]) => settingPaths(child, [...path, key]));
    case 'map':
      return settingPaths(outline.value, [...path, '*']);
    case 'list':
    case 'value':
      return [path];
  }
}
