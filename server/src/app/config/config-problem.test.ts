import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileConfig, type LoadResult } from './compile-config.ts';
import { type ConfigProblem, renderProblems } from './config-problem.ts';

interface Texts {
  readonly envFile?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

function compile(yaml: string, { envFile, environment = {} }: Texts = {}): LoadResult {
  return compileConfig({
    dataDirectory: '/data',
    file: { name: 'signalbox.yaml', text: yaml },
    environment,
    ...(envFile === undefined ? {} : { envFile: { name: '.env', text: envFile } }),
  });
}

function problemsOf(yaml: string, texts?: Texts): readonly ConfigProblem[] {
  const result = compile(yaml, texts);
  return result.kind === 'invalid' ? result.problems : [];
}

/** One mistake each: the text, and the code, path, line and column it must be told with. */
const MISTAKES: readonly (readonly [string, string, ConfigProblem['code'], string, number, number])[] = [
  ['a wrong type', 'server:\n  port: abc\n', 'CONFIG_VALUE_INVALID', 'server.port', 2, 9],
  ['a number out of bounds', 'server:\n  port: 65536\n', 'CONFIG_VALUE_INVALID', 'server.port', 2, 9],
  ['a fraction', 'server:\n  port: 80.5\n', 'CONFIG_VALUE_INVALID', 'server.port', 2, 9],
  ['nothing', 'server:\n  port:\n', 'CONFIG_VALUE_INVALID', 'server.port', 2, 8],
  ['a misspelled key', 'server:\n  prot: 1\n', 'CONFIG_KEY_MISSPELLED', 'server.prot', 2, 3],
  ['a key of nobody', 'zzzzzz: 1\n', 'CONFIG_KEY_UNKNOWN', 'zzzzzz', 1, 1],
  ['a key that stands elsewhere', '\nport: 1\n', 'CONFIG_KEY_MISSPELLED', 'port', 2, 1],
  ['a key of the MetaTrader server', 'trading:\n  max_volume: 3\n', 'CONFIG_KEY_FOREIGN', 'trading.max_volume', 2, 3],
  ['a key twice', 'language: en\nlanguage: zh\n', 'CONFIG_KEY_DUPLICATE', '', 2, 1],
  ['an unknown word', 'logging:\n  level: loud\n', 'CONFIG_VALUE_INVALID', 'logging.level', 2, 10],
  ['a number for a section', 'webhook: 5\n', 'CONFIG_VALUE_INVALID', 'webhook', 1, 10],
  ['a list for a section', 'webhook:\n  - 5\n', 'CONFIG_VALUE_INVALID', 'webhook', 2, 3],
  [
    'a number for a rate',
    'risk:\n  defaults:\n    message_rate: 5\n',
    'CONFIG_VALUE_INVALID',
    'risk.defaults.message_rate',
    3,
    19,
  ],
  ['a text for a list', 'server:\n  allowed_ips: 10.0.0.1\n', 'CONFIG_VALUE_INVALID', 'server.allowed_ips', 2, 16],
  [
    'an item of a list',
    'server:\n  allowed_ips:\n    - 10.0.0.1\n    - 10.0.0.999\n',
    'CONFIG_VALUE_INVALID',
    'server.allowed_ips[1]',
    4,
    7,
  ],
  [
    'a proxy that is everybody',
    'server:\n  trusted_proxies: [0.0.0.0/0]\n',
    'CONFIG_VALUE_INVALID',
    'server.trusted_proxies[0]',
    2,
    21,
  ],
  [
    'unlimited in a word',
    'risk:\n  defaults:\n    max_order_value: unlimited\n',
    'CONFIG_LIMIT_UNLIMITED',
    'risk.defaults.max_order_value',
    3,
    22,
  ],
  [
    'unlimited in YAML',
    'risk:\n  defaults:\n    max_open_orders: .inf\n',
    'CONFIG_LIMIT_UNLIMITED',
    'risk.defaults.max_open_orders',
    3,
    22,
  ],
  [
    'unlimited by leaving it blank',
    'risk:\n  defaults:\n    max_order_value: ~\n',
    'CONFIG_LIMIT_UNLIMITED',
    'risk.defaults.max_order_value',
    3,
    22,
  ],
  [
    'zero as a limit',
    'risk:\n  defaults:\n    max_order_value: 0\n',
    'CONFIG_VALUE_INVALID',
    'risk.defaults.max_order_value',
    3,
    22,
  ],
  [
    'a duplicate window under a minute',
    'webhook:\n  duplicate_window_seconds: 59\n',
    'CONFIG_VALUE_INVALID',
    'webhook.duplicate_window_seconds',
    2,
    29,
  ],
  ['a key of an account', 'risk:\n  accounts:\n    a b: {}\n', 'CONFIG_KEY_INVALID', 'risk.accounts."a b"', 3, 5],
  [
    'a limit of an account',
    'risk:\n  accounts:\n    x: {max_order_value: -2}\n',
    'CONFIG_VALUE_INVALID',
    'risk.accounts.x.max_order_value',
    3,
    26,
  ],
  [
    'a time that is none',
    'risk:\n  defaults:\n    custom_intervals:\n      - {name: a, start_time: "25:00", end_time: "09:00", timezone: UTC}\n',
    'CONFIG_VALUE_INVALID',
    'risk.defaults.custom_intervals[0].start_time',
    4,
    31,
  ],
  [
    'an interval of no length',
    'risk:\n  defaults:\n    custom_intervals:\n      - {name: a, start_time: "09:00", end_time: "09:00", timezone: UTC}\n',
    'CONFIG_VALUE_INVALID',
    'risk.defaults.custom_intervals[0].end_time',
    4,
    50,
  ],
  [
    'a zone nobody knows',
    'risk:\n  defaults:\n    custom_intervals:\n      - {name: a, start_time: "09:00", end_time: "10:00", timezone: Mars}\n',
    'CONFIG_VALUE_INVALID',
    'risk.defaults.custom_intervals[0].timezone',
    4,
    69,
  ],
  [
    'an interval without an end',
    'risk:\n  defaults:\n    custom_intervals:\n      - {name: a, start_time: "09:00", timezone: UTC}\n',
    'CONFIG_VALUE_MISSING',
    'risk.defaults.custom_intervals[0].end_time',
    4,
    9,
  ],
  [
    'a number for an interval',
    'risk:\n  defaults:\n    custom_intervals: [5]\n',
    'CONFIG_VALUE_INVALID',
    'risk.defaults.custom_intervals[0]',
    3,
    24,
  ],
  [
    'limits that contradict',
    'risk:\n  defaults:\n    min_quantity: {XAUUSD: 0.005}\n    max_quantity: {XAUUSD: 0.001}\n',
    'CONFIG_LIMITS_CONTRADICT',
    'risk.defaults.max_quantity.XAUUSD',
    4,
    28,
  ],
  ['an alias', 'server: &a {port: 1}\nlogging: *a\n', 'CONFIG_YAML_UNSUPPORTED', 'logging', 2, 10],
  ['a merge key', 'server:\n  <<: {port: 1}\n', 'CONFIG_YAML_UNSUPPORTED', 'server', 2, 3],
  ['a tag', 'server:\n  port: !port 1\n', 'CONFIG_YAML_UNSUPPORTED', '', 2, 9],
  ['an open quote', 'server:\n  host: "x\n', 'CONFIG_SYNTAX_INVALID', '', 3, 1],
  ['a tab', 'server:\n\tport: 1\n', 'CONFIG_SYNTAX_INVALID', '', 2, 1],
  ['two documents', 'language: en\n---\nlanguage: zh\n', 'CONFIG_SYNTAX_INVALID', '', 2, 1],
  ['a list as the file', '- a\n', 'CONFIG_VALUE_INVALID', '', 1, 1],
  ['a colon without a blank', 'port:8080\n', 'CONFIG_VALUE_INVALID', '', 1, 1],
];

describe('a mistake in the file', () => {
  it.each(MISTAKES)('is named with its line and key: %s', (_, yaml, code, path, line, column) => {
    const problems = problemsOf(yaml);
    expect(problems[0]).toMatchObject({ code, path, place: { kind: 'file', file: 'signalbox.yaml', line, column } });
    const [en, zh] = [renderProblems(problems, 'en'), renderProblems(problems, 'zh')];
    expect(en).toContain(`signalbox.yaml:${line}:${column}  ${path}`);
    expect(zh).toContain(`signalbox.yaml:${line}:${column}  ${path}`);
    expect(en).not.toMatch(/\p{Script=Han}/u);
    expect(zh).toMatch(/\p{Script=Han}/u);
  });

  it('says what was found and what was expected, in both languages', () => {
    const [problem] = problemsOf('server:\n  port: abc\n');
    expect(problem).toMatchObject({
      found: { en: '“abc”', zh: '“abc”' },
      expected: { en: 'a whole number from 0 to 65535', zh: ' 0 到 65535 之间的整数' },
      message: {
        en: 'Found “abc”; expected a whole number from 0 to 65535.',
        zh: '写的是 “abc”；应为 0 到 65535 之间的整数。',
      },
    });
  });

  it('is told together with all others, in the order of the file, variables last', () => {
    const yaml =
      'server:\n  port: abc\n  prot: 1\nlogging: {level: loud}\nrisk:\n  defaults:\n    min_quantity: {XAUUSD: 1}\n    max_quantity: {XAUUSD: 0.001}\n';
    const problems = problemsOf(yaml, { environment: { SIGNALBOX_MARKET__STALE_AFTER_SECONDS: 'soon' } });
    expect(problems.map(({ path }) => path)).toEqual([
      'server.port',
      'server.prot',
      'logging.level',
      'risk.defaults.max_quantity.XAUUSD',
      'market.stale_after_seconds',
    ]);
    expect(problems.at(-1)?.place).toEqual({ kind: 'variable', name: 'SIGNALBOX_MARKET__STALE_AFTER_SECONDS' });
  });

  it('never repeats what may be a secret', () => {
    const yaml =
      'logging: {password: canary-1}\nserver:\n  public_url: https://anna:canary-2@x.com\n  security: {api_key: canary-3}\n' +
      'mt5: {account: {password: canary-4}}\n';
    const problems = problemsOf(yaml);
    expect(problems).toHaveLength(4);
    expect(JSON.stringify(problems)).not.toContain('canary');
    expect(JSON.stringify(problemsOf('a: "canary-5\nb: @canary-6\n'))).not.toContain('canary');
  });

  it('is shown on one line, whatever characters it is made of', () => {
    const text = renderProblems(problemsOf('language: "a\\u001b[2J\\nb\\u202e"\n"k\\u0007": 1\n'), 'en');
    expect(text.split('\n')).toHaveLength(2);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('keys of the MetaTrader webhook server', () => {
  it.each([
    ['trading: {max_volume: 1}', 'use risk.defaults.max_quantity'],
    ['trading: {min_volume: 1}', 'use risk.defaults.min_quantity'],
    ['trading: {default_volume: 1}', 'use risk.defaults.default_volume'],
    ['trading: {allowed_symbols: [A]}', 'use risk.defaults.allowed_symbols'],
    ['trading: {max_slippage: 10}', 'use risk.defaults.max_slippage_points'],
    ['custom_intervals: []', 'use risk.defaults.custom_intervals'],
    ['server: {security: {allowed_ips: []}}', 'use server.allowed_ips'],
    ['server: {security: {api_key: x}}', 'keys are made with: npx signalbox key create'],
    ['logging: {file: x}', 'use logging.directory'],
    ['logging: {max_size: 1}', 'use logging.max_size_mib'],
    ['mt5: {account: {login: 1}}', 'sealed credentials'],
  ])('are answered with the right one: %s', (yaml, advice) => {
    const problems = problemsOf(yaml);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.code).toBe('CONFIG_KEY_FOREIGN');
    expect(problems[0]?.message.en).toContain(advice);
  });
});

describe('any text', () => {
  const words = fc.constantFrom(
    'server',
    'risk',
    'defaults',
    'accounts',
    'port',
    'max_order_value',
    '__proto__',
    'constructor',
    'toString',
    '<<',
    '0.1',
    '-',
    '~',
    '[',
    ']',
    '{',
    '}',
    ':',
    ': ',
    '\n',
    '\n  ',
    '"',
    "'",
    '&a',
    '*a',
    '!!x',
    '#',
    '- ',
    '|',
    '>',
    '%',
    '\t',
    '5',
  );
  const pieces = fc.array(fc.oneof(words, fc.string({ maxLength: 6, unit: 'binary' })), { maxLength: 30 });

  it('is loaded or refused with problems that can be shown, and never thrown at', () => {
    fc.assert(
      fc.property(pieces, pieces, (file, env) => {
        const result = compile(file.join(''), {
          envFile: env.join(''),
          environment: { SIGNALBOX_RISK__X: env.join('') },
        });
        if (result.kind === 'invalid') {
          expect(result.problems.length).toBeGreaterThan(0);
          expect(renderProblems(result.problems, 'zh').length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 250 },
    );
  });

  it('may be any tree', () => {
    const tree = fc.object({
      key: words,
      maxDepth: 4,
      values: [fc.double(), fc.string(), fc.boolean(), fc.constant(null)],
    });
    fc.assert(
      fc.property(tree, tree, (defaults, server) => {
        const result = compile(JSON.stringify({ risk: { defaults }, server }));
        expect(['loaded', 'invalid']).toContain(result.kind);
      }),
      { numRuns: 100 },
    );
  });

  it('may be nested without end', () => {
    expect(problemsOf(`a: ${'['.repeat(20_000)}`)[0]?.code).toBe('CONFIG_SYNTAX_INVALID');
    expect(problemsOf(`server: {port: ${'['.repeat(40)}${']'.repeat(40)}}`).map(({ code }) => code)).toContain(
      'CONFIG_YAML_UNSUPPORTED',
    );
  });
});
