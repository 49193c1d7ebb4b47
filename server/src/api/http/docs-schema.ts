/** Schemas as HTML: a table of fields for an object, a few words for everything else. No JSON where words will do. */
import { findError } from '@signalbox/contract';

export interface SchemaNode {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly additionalProperties?: SchemaNode | boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

/** A schema in full: its fields, or what it is. */
export function schemaHtml(schema: SchemaNode): string {
  const about = schema.description === undefined ? '' : `<p>${prose(schema.description)}</p>`;
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) return `${about}<p>${typeHtml(schema)}</p>`;
  const required = new Set(schema.required);
  const rows = fields.map(
    ([name, field]) =>
      `<tr><td><code>${escapeHtml(name)}</code>${required.has(name) ? '' : ' <small>optional</small>'}</td>` +
      `<td>${typeHtml(field)}</td><td>${prose(field.description ?? '')}</td></tr>`,
  );
  return `${about}<div class="wide"><table><tr><th>Field</th><th>Type</th><th></th></tr>${rows.join('')}</table></div>`;
}

/** What a value is, in a few words. */
export function typeHtml(schema: SchemaNode): string {
  const reference = schema.$ref?.split('/').at(-1);
  if (reference !== undefined) return `<a href="#schema-${escapeHtml(reference)}">${escapeHtml(reference)}</a>`;
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' <small>or</small> ') + standard(schema);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(choiceHtml).join(' <small>or</small> ');
  if (schema.type === 'array') return `list of ${typeHtml(schema.items ?? {})}`;
  if (schema.properties !== undefined) return schemaHtml({ ...schema, description: '' });
  if (schema.type === 'object') {
    return typeof schema.additionalProperties === 'object'
      ? `map of ${typeHtml(schema.additionalProperties)}`
      : 'object';
  }
  const types = [schema.type ?? 'any value'].flat().map(escapeHtml);
  return `${types.join(' <small>or</small> ')}${bounds(schema)}${standard(schema)}`;
}

const choiceHtml = (schema: SchemaNode): string =>
  schema.properties === undefined ? typeHtml(schema) : schemaHtml(schema);
const literal = (value: unknown): string => `<code>${escapeHtml(JSON.stringify(value))}</code>`;

function standard(schema: SchemaNode): string {
  return schema.default === undefined ? '' : ` <small>(${literal(schema.default)} when absent)</small>`;
}

/** The bounds that somebody chose; those of a whole number as such say nothing. */
function bounds({ minimum, maximum, maxLength, pattern }: SchemaNode): string {
  const chosen = (bound: number | undefined): string =>
    bound === undefined || Math.abs(bound) === Number.MAX_SAFE_INTEGER ? '' : String(bound);
  const [least, most] = [chosen(minimum), chosen(maximum)];
  const parts = [
    least === '' && most === '' ? '' : most === '' ? `from ${least}` : `${least} to ${most}`.trim(),
    maxLength === undefined ? '' : `at most ${maxLength} characters`,
    pattern === undefined ? '' : `like <code>${escapeHtml(pattern)}</code>`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` <small>${parts.join(', ')}</small>`;
}

/** Text with `code` in it, and the list of errors linked. */
export function prose(text: string): string {
  return escapeHtml(text)
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/<code>([A-Z0-9_]+)<\/code>/g, (whole, code: string) =>
      findError(code) === undefined ? whole : `<a href="#${code}">${whole}</a>`,
    )
    .replaceAll('errors.md', '<a href="#errors">the list of errors</a>');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
