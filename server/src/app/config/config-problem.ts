/**
 * Problems: what is wrong in a configuration, where, and what would be right, in both languages. A problem never repeats
 * a value whose key sounds like a secret; of other values it shows the beginning, with control characters made visible.
 */
import type { Reason } from '#domain/order.ts';
import { type Bilingual, bilingual, fill, type Language } from './bilingual.ts';

/** Codes are never reused for another meaning; monitoring may look for them. */
export const PROBLEM_MESSAGES = {
  CONFIG_FILE_MISSING: bilingual('The file does not exist.', '文件不存在。'),
  CONFIG_FILE_UNREADABLE: bilingual('The file can not be read ({reason}).', '无法读取该文件（{reason}）。'),
  CONFIG_FILE_TOO_LARGE: bilingual('The file is larger than {limit}.', '文件超过 {limit}。'),
  CONFIG_FILE_NOT_UTF8: bilingual(
    'The file is not UTF-8 (an editor may have saved it as GBK): save it as UTF-8.',
    '文件不是 UTF-8 编码（编辑器可能保存成了 GBK）：请另存为 UTF-8。',
  ),
  CONFIG_FILE_MISNAMED: bilingual(
    'Signalbox reads {expected}, not this file: rename it.',
    '信号楼读取的是 {expected}，不是这个文件：请改名。',
  ),
  CONFIG_FILE_EMPTIED: bilingual(
    'The file is now empty, and it was not before: the settings in force are kept.',
    '文件现在是空的，而之前有内容：继续使用原来的设置。',
  ),
  CONFIG_SYNTAX_INVALID: bilingual('This is not valid YAML: {reason}.', '不是合法的 YAML：{reason}。'),
  CONFIG_YAML_UNSUPPORTED: bilingual(
    '{feature} are not read here: write the value out.',
    '此处不支持{feature}：请直接写出值。',
  ),
  CONFIG_KEY_DUPLICATE: bilingual('This key is written twice.', '该键重复出现。'),
  CONFIG_KEY_UNKNOWN: bilingual('There is no such setting.', '没有这个设置项。'),
  CONFIG_KEY_MISSPELLED: bilingual(
    'There is no such setting. Did you mean {nearest}?',
    '没有这个设置项。是否想写 {nearest}？',
  ),
  CONFIG_KEY_FOREIGN: bilingual('This is a setting of another server: {advice}.', '这是其他服务器的设置项：{advice}。'),
  CONFIG_KEY_INVALID: bilingual(
    'The name {found} is not permitted; expected {expected}.',
    '名称 {found} 不合规；应为{expected}。',
  ),
  CONFIG_VALUE_MISSING: bilingual('Nothing is set; expected {expected}.', '没有设置；应为{expected}。'),
  CONFIG_VALUE_INVALID: bilingual('Found {found}; expected {expected}.', '写的是 {found}；应为{expected}。'),
  CONFIG_LIMIT_UNLIMITED: bilingual(
    'Found {found}, but “unlimited” is not a value; expected {expected}.',
    '写的是 {found}，但“不限”不是可用的值；应为{expected}。',
  ),
  CONFIG_LIMITS_CONTRADICT: bilingual(
    'Found {found}, but {other} is {bound}; expected {expected}.',
    '写的是 {found}，而 {other} 是 {bound}；应为{expected}。',
  ),
  CONFIG_VARIABLE_UNKNOWN: bilingual('No setting belongs to this variable.', '没有与该环境变量对应的设置项。'),
  CONFIG_VARIABLE_MISSPELLED: bilingual(
    'No setting belongs to this variable. Did you mean {nearest}?',
    '没有与该环境变量对应的设置项。是否想写 {nearest}？',
  ),
  CONFIG_VARIABLE_NOT_ONE_VALUE: bilingual(
    'A variable holds one value, and this is {expected}: set it in the file, or name what is below it.',
    '一个环境变量只能存放一个值，而这里是{expected}：请在文件中设置，或写出其下一级的名称。',
  ),
} as const satisfies Readonly<Record<string, Bilingual>>;

export type ConfigProblemCode = keyof typeof PROBLEM_MESSAGES;

/** Where a value was written. Lines and columns count from 1. */
export type ConfigPlace =
  | { readonly kind: 'file'; readonly file: string; readonly line?: number; readonly column?: number }
  | { readonly kind: 'variable'; readonly name: string; readonly file?: string };

export interface ConfigProblem {
  readonly code: ConfigProblemCode;
  /** The key's path, as `risk.defaults.max_order_value`; empty when the problem is the file's. */
  readonly path: string;
  readonly place: ConfigPlace;
  readonly found?: Bilingual;
  readonly expected?: Bilingual;
  readonly message: Bilingual;
}

export interface ProblemDetails {
  readonly code: ConfigProblemCode;
  readonly path: string;
  readonly place: ConfigPlace;
  readonly values?: Readonly<Record<string, Bilingual | string>>;
}

/** A problem with its message filled in; `found` and `expected` among the values are kept apart as well. */
export function configProblem({ code, path, place, values = {} }: ProblemDetails): ConfigProblem {
  const message = fill(PROBLEM_MESSAGES[code], values);
  const found = bothLanguages(values['found']);
  const expected = bothLanguages(values['expected']);
  return {
    code,
    path,
    place,
    message,
    ...(found === undefined ? {} : { found }),
    ...(expected === undefined ? {} : { expected }),
  };
}

function bothLanguages(value: Bilingual | string | undefined): Bilingual | undefined {
  return typeof value === 'string' ? bilingual(value, value) : value;
}

/**
 * The problems as lines for a terminal, in the order of the file: `signalbox.yaml:12:9  server.port: Found …`.
 * The same place is written in both languages, so that editors can jump to it.
 */
export function renderProblems(problems: readonly ConfigProblem[], language: Language): string {
  return problems.map((problem) => renderProblem(problem, language)).join('\n');
}

/** The problem as a registered reason, for who asks the running server how it is; its message is in the log. */
export function problemReason({ code, path, place }: ConfigProblem): Reason {
  const values: Record<string, string> = { place: renderPlace(place), problem: code };
  if (path !== '') values['key'] = path;
  if (place.kind === 'variable') values['variable'] = place.name;
  if (place.file !== undefined) values['file'] = place.file;
  if (place.kind === 'file' && place.line !== undefined) {
    values['line'] = String(place.line);
    values['column'] = String(place.column ?? 1);
  }
  return { code: 'CONFIGURATION_REFUSED', values };
}

function renderProblem({ path, place, message }: ConfigProblem, language: Language): string {
  const key = path === '' ? '' : `${path}${language === 'zh' ? '：' : ': '}`;
  return `${renderPlace(place)}  ${key}${message[language]}`;
}

function renderPlace(place: ConfigPlace): string {
  if (place.kind === 'variable') return place.file === undefined ? place.name : `${place.file} ${place.name}`;
  if (place.line === undefined) return place.file;
  return `${place.file}:${place.line}:${place.column ?? 1}`;
}
