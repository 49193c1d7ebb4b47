/**
 * What a public error code is: an HTTP status and one message in each language. A message says what happened and what to
 * do about it. `{name}` stands for a value; `[… {name} …]` is left out when the value is not there or empty.
 */
export type Language = 'en' | 'zh';

export interface ErrorDefinition {
  /** The status when the error is the whole answer. Codes that only explain an order carry the status a door would give. */
  readonly status: number;
  readonly en: string;
  readonly zh: string;
}

export type ErrorArea = 'door' | 'signal' | 'submission' | 'symbol' | 'risk' | 'order' | 'venue';

const PLACEHOLDER = /\{([a-zA-Z]+)\}/g;
const OPTIONAL_PART = /\[([^[\]]*)\]/g;
/** A value longer than this is cut: a message is for people, the whole value stands in `values`. */
const VALUE_LENGTH_MAX = 200;

/** The names of the values a template speaks of, sorted, each once. */
export function placeholdersOf(template: string): string[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))].toSorted();
}

/** The template with its values. A value that is missing where the sentence needs it shows as `?`. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  const has = (name: string) => Object.hasOwn(values, name) && values[name] !== '';
  const put = (text: string) =>
    text.replace(PLACEHOLDER, (_whole, name: string) =>
      has(name) ? String(values[name]).slice(0, VALUE_LENGTH_MAX) : '?',
    );
  return template
    .split(OPTIONAL_PART)
    .map((part, index) => (index % 2 === 1 && !placeholdersOf(part).every(has) ? '' : put(part)))
    .join('');
}
