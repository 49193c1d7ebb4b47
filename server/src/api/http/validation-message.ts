/** What a schema refused, said to a person: the field, and what was expected there. */
import type { Language } from '@signalbox/contract';
import type { z } from 'zod';

export interface IssueDescription {
  /** The path to the field, `route.windows.0.start`; `body` for the whole. */
  readonly field: string;
  readonly problem: string;
  /** A field that the schema does not have. */
  readonly unknownField?: string;
  /** The field that may have been meant. */
  readonly nearest?: string;
}

type Issue = z.core.$ZodIssue;
type Wording = Readonly<Record<Language, (detail: string) => string>>;

const TYPES: Readonly<Record<string, string>> = {
  string: '文本',
  number: '数字',
  int: '整数',
  boolean: '是或否（true 或 false）',
  object: '对象',
  array: '列表',
  record: '对象',
};

const WORDINGS = {
  missing: { en: () => 'it is missing', zh: () => '缺失' },
  type: { en: (detail) => `expected ${detail}`, zh: (detail) => `应为${TYPES[detail] ?? ` ${detail}`}` },
  choice: { en: (detail) => `expected one of ${detail}`, zh: (detail) => `应为以下之一：${detail}` },
  small: { en: (detail) => `expected at least ${detail}`, zh: (detail) => `不得小于 ${detail}` },
  big: { en: (detail) => `expected at most ${detail}`, zh: (detail) => `不得大于 ${detail}` },
  decimal: { en: () => 'expected a decimal number', zh: () => '应为十进制数' },
  format: { en: () => 'it does not have the expected form', zh: () => '格式不正确' },
  unknown: { en: () => 'there is no such field', zh: () => '没有该字段' },
  other: { en: () => 'it is not accepted', zh: () => '不被接受' },
} as const satisfies Record<string, Wording>;

/** Describes the first thing a schema refused. */
export function describeIssue(
  error: z.ZodError,
  options: { readonly schema: z.ZodType; readonly language: Language; readonly decimals: ReadonlySet<string> },
): IssueDescription {
  const issue = error.issues[0];
  const say = (wording: keyof typeof WORDINGS, detail = '') => WORDINGS[wording][options.language](detail);
  if (issue === undefined) return { field: 'body', problem: say('other') };
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const unknownField = [...path, issue.keys[0] ?? ''].join('.');
    const nearest = nearestName(issue.keys[0] ?? '', fieldNamesAt(options.schema, path));
    return {
      field: unknownField,
      problem: say('unknown'),
      unknownField,
      ...(nearest === undefined ? {} : { nearest }),
    };
  }
  const isText =
    issue.code === 'invalid_format' || (issue.code === 'invalid_union' && !issue.message.endsWith('undefined'));
  const isDecimal = isText && options.decimals.has(path.at(-1) ?? '');
  const [wording, detail] = isDecimal ? (['decimal', ''] as const) : wordingOf(issue);
  return { field: path.length === 0 ? 'body' : path.join('.'), problem: say(wording, detail) };
}

function wordingOf(issue: Issue): readonly [keyof typeof WORDINGS, string] {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && issue.message.endsWith('undefined')
        ? ['missing', '']
        : ['type', issue.expected];
    case 'invalid_value':
      return ['choice', issue.values.map(String).join(', ')];
    case 'invalid_union':
      return issue.message.endsWith('undefined') ? ['missing', ''] : ['other', ''];
    case 'too_small':
      return ['small', String(issue.minimum)];
    case 'too_big':
      return ['big', String(issue.maximum)];
    case 'invalid_format':
      return ['format', ''];
    default:
      return ['other', ''];
  }
}

interface SchemaInside {
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly def: { readonly innerType?: z.ZodType; readonly element?: z.ZodType };
}

function fieldNamesAt(schema: z.ZodType, path: readonly string[]): readonly string[] {
  const inside = schema as SchemaInside;
  if (inside.shape === undefined) {
    const inner = inside.def.innerType;
    if (inner !== undefined) return fieldNamesAt(inner, path);
    const { element } = inside.def;
    return element === undefined ? [] : fieldNamesAt(element, path.slice(1));
  }
  const [first, ...rest] = path;
  if (first === undefined) return Object.keys(inside.shape);
  const field = inside.shape[first];
  return field === undefined ? [] : fieldNamesAt(field, rest);
}

const DISTANCE_MAX = 3;
const NAME_LENGTH_MAX = 40;

/** The name that differs least, if it differs little. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > NAME_LENGTH_MAX) return undefined;
  const spelled = name.replaceAll(/[_-]/g, '').toLowerCase();
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(spelled, candidate.toLowerCase());
    if (distance <= DISTANCE_MAX && (best === undefined || distance < best.distance))
      best = { name: candidate, distance };
  }
  return best !== undefined && best.distance < spelled.length ? best.name : undefined;
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
