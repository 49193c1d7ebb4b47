/**
 * The door's check of what comes in. A body must be JSON by the letter and by the strict reader (no key twice); numbers
 * that are money reach the schema as their own text. What a schema refuses is told with the field and what was expected.
 */
import { decimalInput, type Language } from '@signalbox/contract';
import type { z } from 'zod';
import { parseDecimal } from '#domain/decimal.ts';
import type { Reason } from '#domain/order.ts';
import { reasonFor } from './problem-answer.ts';
import type { HttpServerOptions, JsonNode } from './server-options.ts';
import { describeIssue } from './validation-message.ts';

export type Checked =
  | { readonly kind: 'valid'; readonly value: unknown }
  | { readonly kind: 'invalid'; readonly reason: Reason };

/** The names of the fields that are decimals, at any depth of a schema. */
export type DecimalFields = ReadonlySet<string>;

interface SchemaDef {
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly in?: z.ZodType;
}

/** Finds the decimal fields of a schema, once, when its operation is registered. */
export function decimalFieldsOf(schema: z.ZodType): DecimalFields {
  const found = new Set<string>();
  collect(schema, undefined, found);
  return found;
}

function collect(schema: z.ZodType, name: string | undefined, found: Set<string>): void {
  if (schema.def === decimalInput.def) {
    if (name !== undefined) found.add(name);
    return;
  }
  const shape = (schema as { readonly shape?: Readonly<Record<string, z.ZodType>> }).shape;
  if (shape !== undefined) for (const [key, field] of Object.entries(shape)) collect(field, key, found);
  const def = schema.def as SchemaDef;
  for (const inner of [def.innerType, def.element, def.in]) if (inner !== undefined) collect(inner, name, found);
}

export interface BodyCheck {
  readonly schema: z.ZodType;
  readonly decimals: DecimalFields;
  /** Whether no body at all is fine too. */
  readonly optional: boolean;
  readonly language: Language;
}

/** Reads and checks a JSON body. */
export function checkBody(text: string, check: BodyCheck, readJson: HttpServerOptions['readJson']): Checked {
  if (text.trim() === '') {
    return check.optional
      ? { kind: 'valid', value: undefined }
      : { kind: 'invalid', reason: reasonFor('BODY_INVALID') };
  }
  const reading = readExactJson(text, readJson);
  if (reading.kind === 'invalid') return reading;
  const plain = toPlain(reading.node, check.decimals, undefined);
  return checkValue(plain, check, { unknown: 'BODY_FIELD_UNKNOWN', invalid: 'BODY_FIELD_INVALID' });
}

type ExactJson =
  | { readonly kind: 'json'; readonly node: JsonNode }
  | { readonly kind: 'invalid'; readonly reason: Reason };

/** JSON by the letter: the strict reader alone would let the calculations pass that alerts may carry. */
export function readExactJson(text: string, readJson: HttpServerOptions['readJson']): ExactJson {
  const reading = readJson(text);
  if (reading.kind === 'refused') {
    const duplicate = reading.error.code === 'SIGNAL_JSON_DUPLICATE_KEY';
    return {
      kind: 'invalid',
      reason: reasonFor(duplicate ? 'BODY_DUPLICATE_KEY' : 'BODY_INVALID', reading.error.values),
    };
  }
  try {
    JSON.parse(text);
    return { kind: 'json', node: reading.value };
  } catch {
    return { kind: 'invalid', reason: reasonFor('BODY_INVALID') };
  }
}

/** Checks a query, whose values are all texts. */
export function checkQuery(query: unknown, schema: z.ZodType, language: Language): Checked {
  const check = { schema, decimals: new Set<string>(), language };
  return checkValue(query, check, { unknown: 'QUERY_INVALID', invalid: 'QUERY_INVALID' });
}

interface Codes {
  readonly unknown: 'BODY_FIELD_UNKNOWN' | 'QUERY_INVALID';
  readonly invalid: 'BODY_FIELD_INVALID' | 'QUERY_INVALID';
}

function checkValue(value: unknown, check: Omit<BodyCheck, 'optional'>, codes: Codes): Checked {
  const parsed = check.schema.safeParse(value);
  if (parsed.success) {
    const tooFine = findTooFine(parsed.data, check.decimals);
    if (tooFine === undefined) return { kind: 'valid', value: parsed.data };
    const problem = check.language === 'zh' ? '小数超过 18 位' : 'more than 18 decimal places';
    return { kind: 'invalid', reason: reasonFor(codes.invalid, { field: tooFine, problem }) };
  }
  const issue = describeIssue(parsed.error, check);
  if (issue.unknownField === undefined) {
    return { kind: 'invalid', reason: reasonFor(codes.invalid, { field: issue.field, problem: issue.problem }) };
  }
  const nearest = issue.nearest === undefined ? {} : { nearest: issue.nearest };
  return {
    kind: 'invalid',
    reason: reasonFor(codes.unknown, { field: issue.unknownField, problem: issue.problem, ...nearest }),
  };
}

/** A decimal that the schema's pattern let pass and 18 places can't hold (`1e-30`). */
function findTooFine(value: unknown, decimals: DecimalFields): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, field] of Object.entries(value)) {
    if (typeof field === 'string' && decimals.has(key) && parseDecimal(field) === undefined) return key;
    const inner = findTooFine(field, decimals);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function toPlain(node: JsonNode, decimals: DecimalFields, name: string | undefined): unknown {
  if (node === null || typeof node === 'boolean' || typeof node === 'string') return node;
  if (isArray(node)) return node.map((item) => toPlain(item, decimals, name));
  if (isMap(node)) return Object.fromEntries([...node].map(([key, value]) => [key, toPlain(value, decimals, key)]));
  return name !== undefined && decimals.has(name) ? node.text : Number(node.text);
}

const isArray = (node: object): node is readonly JsonNode[] => Array.isArray(node);
const isMap = (node: object): node is ReadonlyMap<string, JsonNode> => node instanceof Map;
