import { decimal, formatDecimal } from '#domain/decimal.ts';
import { describe, expect, it } from 'vitest';
import { type Config, limitsFor } from './config.ts';
import { compileConfig, type LoadedConfig, type LoadResult } from './compile-config.ts';
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

function loaded(yaml: string, texts?: Texts): LoadedConfig {
  const result = compile(yaml, texts);
  if (result.kind === 'invalid') throw new Error(renderProblems(result.problems, 'en'));
  return result;
}

const configOf = (yaml: string, texts?: Texts): Config => loaded(yaml, texts).config;

function problemsOf(yaml: string, texts?: Texts): readonly ConfigProblem[] {
  const result = compile(yaml, texts);
  return result.kind === 'invalid' ? result.problems : [];
}

describe('a configuration without any text', () => {
  const config = configOf('');

  it('has the documented defaults', () => {
    expect(config.server).toEqual({
      host: '127.0.0.1',
      port: 8686,
      trustedProxies: [],
      allowedIps: [],
      bodyLimitBytes: 65_536,
    });
    expect(config.language).toBe('auto');
    expect(config.logging).toMatchObject({ level: 'info', console: 'pretty', directory: '/data/logs', tradeLog: true });
    expect(config.webhook).toEqual({
      duplicateWindowMs: 60_000,
      explicitIdMs: 30 * 86_400_000,
      maxAgeMs: 60_000,
      futureToleranceMs: 5_000,
      pendingLimit: 100_000,
      tradingViewOnly: false,
    });
    expect(config.market).toEqual({ simulated: { enabled: true, seed: 1, tickMs: 250 }, staleAfterMs: 10_000 });
    expect(config.venue).toEqual({ compareEveryMs: 60_000, suspendAfterFailures: 5, suspendMs: 60_000 });
    expect(config.storage).toEqual({});
  });

  it('gives every account every limit', () => {
    const limits = limitsFor(config, 'any');
    expect(limits).toMatchObject({
      version: config.version,
      orderValueMax: decimal('500000'),
      positionValueMax: decimal('2000000'),
      priceCollarPercent: decimal('5'),
      referenceMaxAgeMs: 10_000,
      openOrdersMax: 1_000,
      messageRate: { count: 2_000, windowMs: 1_000 },
      repeatedExecution: { count: 100_000, windowMs: 60_000 },
      duplicateIntent: { count: 1_000, windowMs: 1_000 },
      allowedSymbols: ['BTCUSDT', 'ETHUSDT', 'XAUUSD', 'EURUSD', '600000.SH'],
      intervals: [],
    });
    expect([...limits.defaultQuantity].map(([id, quantity]) => [id, formatDecimal(quantity)])).toEqual([
      ['BTCUSDT', '0.01'],
      ['ETHUSDT', '0.1'],
      ['XAUUSD', '0.01'],
      ['EURUSD', '0.01'],
      ['600000.SH', '100'],
    ]);
  });
});

describe('numbers', () => {
  it('keep every digit they were written with, quoted or not', () => {
    const text = '123456789012345.123456789012345678';
    for (const written of [text, `"${text}"`, `'${text}'`]) {
      const config = configOf(`risk: {defaults: {max_order_value: ${written}}}`);
      expect(formatDecimal(config.risk.defaults.orderValueMax)).toBe(text);
    }
  });

  it('may be a power of ten, and may not be a hexadecimal, grouped or over-long number', () => {
    expect(configOf('risk: {defaults: {max_order_value: 1e5}}').risk.defaults.orderValueMax).toBe(decimal('100000'));
    for (const written of ['0x10', '1_000', '1,000', '0.1234567890123456789', '0o17', '1e500']) {
      const [problem] = problemsOf(`risk:\n  defaults:\n    max_order_value: "${written}"\n`);
      expect(problem, written).toMatchObject({ code: 'CONFIG_VALUE_INVALID', path: 'risk.defaults.max_order_value' });
    }
  });

  it('keep the text of keys and symbols that look like numbers', () => {
    const limits = configOf(
      'risk: {defaults: {allowed_symbols: [600000, 000001], max_quantity: {000001: 5, 600000.10: 7}}}',
    ).risk.defaults;
    expect(limits.allowedSymbols).toEqual(['600000', '000001']);
    expect([...limits.quantityMax.keys()].toSorted()).toEqual(['000001', '600000.10']);
  });
});

describe('precedence', () => {
  const yaml = 'server: {host: 1.1.1.1, port: 1001, body_limit_kib: 11}\n';

  it('is environment, .env, file, default', () => {
    const { config, sources } = loaded(yaml, {
      envFile: 'SIGNALBOX_SERVER__HOST=2.2.2.2\nSIGNALBOX_SERVER__PORT=2002\n',
      environment: { SIGNALBOX_SERVER__HOST: '3.3.3.3' },
    });
    expect(config.server).toMatchObject({ host: '3.3.3.3', port: 2002, bodyLimitBytes: 11 * 1024 });
    const origins = Object.fromEntries(sources.entries.map(({ path, origin }) => [path, origin]));
    expect(origins).toMatchObject({
      'server.host': 'environment',
      'server.port': 'env_file',
      'server.body_limit_kib': 'file',
      'server.allowed_ips': 'default',
    });
  });

  it('names the variable, and the file it stands in', () => {
    const [inFile, inProcess] = problemsOf('', {
      envFile: 'SIGNALBOX_SERVER__PORT=x',
      environment: { SIGNALBOX_LOGGING__LEVEL: 'loud' },
    }).toSorted((left, right) => right.path.localeCompare(left.path));
    expect(renderProblems([inFile!], 'en')).toMatch(/^\.env SIGNALBOX_SERVER__PORT {2}server\.port: Found “x”/);
    expect(renderProblems([inProcess!], 'zh')).toMatch(/^SIGNALBOX_LOGGING__LEVEL {2}logging\.level：写的是 “loud”/);
  });

  it('reads lists, flags and names from variables', () => {
    const config = configOf('risk: {accounts: {Live-1: {max_order_value: 10}}}', {
      environment: {
        SIGNALBOX_SERVER__ALLOWED_IPS: '10.1.2.3/8, 192.168.1.5',
        SIGNALBOX_WEBHOOK__TRADINGVIEW_ONLY: 'TRUE',
        SIGNALBOX_RISK__DEFAULTS__DEFAULT_VOLUME__BTCUSDT: '0.5',
        SIGNALBOX_RISK__DEFAULTS__DEFAULT_VOLUME__DEFAULT: '1',
        'SIGNALBOX_RISK__ACCOUNTS__LIVE-1__MAX_OPEN_ORDERS': '7',
        SIGNALBOX_LANGUAGE: 'zh',
      },
    });
    expect(config.server.allowedIps).toEqual(['10.0.0.0/8', '192.168.1.5/32']);
    expect(config.webhook.tradingViewOnly).toBe(true);
    expect(config.risk.defaults.defaultQuantity).toEqual(
      new Map([
        ['BTCUSDT', decimal('0.5')],
        ['default', decimal('1')],
      ]),
    );
    expect(limitsFor(config, 'Live-1')).toMatchObject({ openOrdersMax: 7, orderValueMax: decimal('10') });
    expect(config.language).toBe('zh');
  });

  it('takes an empty variable for one that is not set, so that it can not open a list', () => {
    const config = configOf('server: {allowed_ips: [10.0.0.1]}', {
      environment: { SIGNALBOX_SERVER__ALLOWED_IPS: ' ' },
    });
    expect(config.server.allowedIps).toEqual(['10.0.0.1/32']);
    const opened = configOf('server: {allowed_ips: [10.0.0.1]}', {
      environment: { SIGNALBOX_SERVER__ALLOWED_IPS: '[]' },
    });
    expect(opened.server.allowedIps).toEqual([]);
  });

  it('refuses variables that were meant for us, and leaves those that a platform makes up', () => {
    const problems = problemsOf('', { environment: { SIGNALBOX_SERVER__PROT: '1', SIGNALBOX_SERVER_PORT: '2' } });
    expect(problems.map(({ code, message }) => [code, message.en])).toEqual([
      ['CONFIG_VARIABLE_MISSPELLED', expect.stringContaining('SIGNALBOX_SERVER__PORT')],
      ['CONFIG_VARIABLE_MISSPELLED', expect.stringContaining('SIGNALBOX_SERVER__PORT')],
    ]);
    const { sources } = loaded('', {
      environment: { SIGNALBOX_PORT_8686_TCP: 'tcp://10.0.0.1', SIGNALBOX_DATA: '/x' },
    });
    expect(sources.unusedVariables).toEqual(['SIGNALBOX_DATA', 'SIGNALBOX_PORT_8686_TCP']);
  });

  it('refuses one value for what is a section or a list of them', () => {
    const problems = problemsOf('', {
      environment: { SIGNALBOX_RISK__DEFAULTS: '1', SIGNALBOX_RISK__DEFAULTS__CUSTOM_INTERVALS: '1' },
    });
    expect(problems.map(({ code }) => code)).toEqual([
      'CONFIG_VARIABLE_NOT_ONE_VALUE',
      'CONFIG_VARIABLE_NOT_ONE_VALUE',
    ]);
  });
});

describe('limits of an account', () => {
  it('lie over the defaults: quantities by instrument, rates by key, lists as a whole', () => {
    const { risk } = configOf(`
risk:
  defaults:
    max_quantity: {BTCUSDT: 1, default: 5}
    custom_intervals: [{name: day, start_time: "9:00", end_time: "15:00", timezone: GMT+8}]
  accounts:
    live:
      allowed_symbols: [XAUUSD]
      max_quantity: {BTCUSDT: 0.5}
      message_rate: {count: 5}
      max_slippage_points: 20
`);
    const live = risk.accounts.get('live');
    expect(live?.quantityMax).toEqual(
      new Map([
        ['BTCUSDT', decimal('0.5')],
        ['default', decimal('5')],
      ]),
    );
    expect(live).toMatchObject({
      allowedSymbols: ['XAUUSD'],
      messageRate: { count: 5, windowMs: 1_000 },
      slippagePointsMax: 20,
      orderValueMax: decimal('500000'),
      intervals: [{ name: 'day', start: '09:00', end: '15:00', timeZone: 'GMT+8' }],
    });
    expect(risk.defaults.allowedSymbols).toContain('BTCUSDT');
  });

  it('are told to contradict where someone wrote both, once, and for what may be traded', () => {
    const contradicting = (yaml: string): readonly string[] =>
      problemsOf(yaml).map(({ path, place }) => {
        return `${place.kind === 'file' ? place.line : ''} ${path}`;
      });
    const defaults =
      'risk:\n  defaults: {max_quantity: {XAUUSD: 5}, min_quantity: {XAUUSD: 1}}\n  accounts:\n    a: {}\n';
    expect(contradicting(defaults)).toEqual([]);
    expect(contradicting(`${defaults}    b: {max_quantity: {XAUUSD: 0.5}}\n`)).toEqual([
      '5 risk.accounts.b.max_quantity.XAUUSD',
    ]);
    expect(contradicting(`${defaults}    b: {min_quantity: {XAUUSD: 6}}\n`)).toEqual([
      '2 risk.defaults.max_quantity.XAUUSD',
    ]);
    expect(contradicting(`${defaults}    b: {max_quantity: {XAUUSD: 0.5}, allowed_symbols: [EURUSD]}\n`)).toEqual([]);
    expect(contradicting('risk: {defaults: {max_quantity: {default: 0.001}}}')).toEqual([]);
    expect(contradicting('risk: {defaults: {max_quantity: {default: 1}, default_volume: {BTCUSDT: 2}}}')).toEqual([
      '1 risk.defaults.max_quantity.default',
    ]);
  });
});

describe('the version', () => {
  it('is the same for the same settings, however they are written', () => {
    const version = loaded('server: {port: 99}').version;
    expect(version).toMatch(/^[0-9a-f]{12}$/);
    expect(loaded('# other\nserver:\n  port: "99"\nlanguage: auto\n').version).toBe(version);
    expect(loaded('', { environment: { SIGNALBOX_SERVER__PORT: '99' } }).version).toBe(version);
    expect(loaded('server: {port: 99}').config.risk.defaults.version).toBe(version);
  });

  it('is another one for each other value', () => {
    const versions = ['', 'server: {port: 99}', 'risk: {defaults: {max_order_value: 500000.000000000000000001}}'].map(
      (yaml) => loaded(yaml).version,
    );
    expect(new Set(versions).size).toBe(3);
  });
});
