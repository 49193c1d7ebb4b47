/**
 * The settings as they were written, before anything is checked: maps, lists and scalars, each with the place it came
 * from. Numbers keep the text they were written with, because a limit must not pass through a binary float; a value of
 * an environment variable is text that may be meant as anything.
 */
import type { ConfigPlace } from './config-problem.ts';
import { type KeyPath, pathId } from './key-path.ts';

/** A number of the file, as it was written. */
export class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The value of a variable. */
export class VariableText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type TreeScalar = NumberText | VariableText | string | boolean | null;
export type TreeValue = TreeScalar | TreeMap | TreeValue[];
export interface TreeMap {
  [key: string]: TreeValue;
}

/** A map without a prototype, so that no key of a file means something to JavaScript. */
export const emptyMap = (): TreeMap => Object.create(null) as TreeMap;

export function isTreeMap(value: unknown): value is TreeMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isTextual(value);
}

function isTextual(value: object): boolean {
  return value instanceof NumberText || value instanceof VariableText;
}

/** Where keys and values were written, by their paths. */
export class Places {
  readonly #fallback: ConfigPlace;
  readonly #values = new Map<string, ConfigPlace>();
  readonly #keys = new Map<string, ConfigPlace>();

  constructor(fallback: ConfigPlace) {
    this.#fallback = fallback;
  }

  setValue(path: KeyPath, place: ConfigPlace): void {
    this.#values.set(pathId(path), place);
  }

  setKey(path: KeyPath, place: ConfigPlace): void {
    this.#keys.set(pathId(path), place);
  }

  /** Where exactly this value was written; undefined when it is a default. */
  written(path: KeyPath): ConfigPlace | undefined {
    return this.#values.get(pathId(path));
  }

  /** Where the value was written, or the nearest thing around it that was. */
  ofValue(path: KeyPath): ConfigPlace {
    for (let length = path.length; length > 0; length -= 1) {
      const place = this.#values.get(pathId(path.slice(0, length)));
      if (place !== undefined) return place;
    }
    return this.#fallback;
  }

  /** Where the key's name was written. */
  ofKey(path: KeyPath): ConfigPlace {
    return this.#keys.get(pathId(path)) ?? this.ofValue(path);
  }
}

/** The value at the path; undefined when nothing was written there. */
export function valueAt(root: TreeValue, path: KeyPath): TreeValue | undefined {
  let value: TreeValue | undefined = root;
  for (const part of path) {
    if (Array.isArray(value)) value = typeof part === 'number' ? value[part] : undefined;
    else if (isTreeMap(value)) value = value[part];
    else return undefined;
  }
  return value;
}
