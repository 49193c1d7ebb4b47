/** Every text that people read in Chinese is Chinese: no English left in it, and one word for one thing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CODES } from '@signalbox/contract';
import { describe, expect, it } from 'vitest';
import { CHECK_NAMES, CHECK_VALUES } from '#cli/check-texts.ts';
import { RISK_CHECKS } from '#engine/risk/gate.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SOURCE = join(ROOT, 'server', 'src');

interface Text {
  readonly place: string;
  readonly zh: string;
}

const LITERAL = `'(?:[^'\\\\]|\\\\.)*'|"(?:[^"\\\\]|\\\\.)*"`;
/** `bilingual('…', '…')`, and an option of the command line: `option('--flag', '…', '…'`. */
const PAIRS = [
  new RegExp(`\\bbilingual\\(\\s*(?:${LITERAL}|\`[^\`]*\`)\\s*,\\s*(${LITERAL})`, 'g'),
  new RegExp(`\\boption\\(\\s*(?:${LITERAL})\\s*,\\s*(?:${LITERAL})\\s*,\\s*(${LITERAL})`, 'g'),
];

function sourceTexts(): Text[] {
  const names = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts') && !/\.(test|conformance|bench)\.ts$/.test(name))
    .flatMap((name) => {
      const text = readFileSync(join(SOURCE, name), 'utf8');
      return PAIRS.flatMap((pattern) => [...text.matchAll(pattern)]).map((match) => ({
        place: name,
        zh: (match[1] ?? '').slice(1, -1),
      }));
    });
}

const TEXTS: readonly Text[] = [
  ...ERROR_CODES.map(({ code, zh }) => ({ place: code, zh })),
  ...sourceTexts(),
  ...[...Object.entries(CHECK_NAMES), ...Object.entries(CHECK_VALUES)].map(([place, zh]) => ({ place, zh })),
];

/** What is the same in every language: values, options, commands, paths, settings, codes, symbols. */
const NEUTRAL = [
  /\{url\}\/\w+/g,
  /\{\w+\}/g,
  /\b(?:npx )?signalbox(?: [a-z-]+)+/g,
  /--[a-z-]+/g,
  /\b(?:GET|POST) \S+/g,
  /\bSIGNALBOX_\w+/g,
  /https?:\/\/\S*/g,
  /\b[a-z]+(?:[._/][\w.-]+)+/g,
  /\btimedatectl set-ntp true|\bchmod|\bchown|\bkill\b/g,
  /\balert\(\)/g,
  /\bid\b/g,
];
const NAMES = new Set(
  `Signalbox TradingView MetaTrader Webhook WebSocket Node HTTP HTTPS JSON YAML API REST UTF ASCII IANA GMT UTC NTP SSD URL MiB KiB
   Ctrl Accept Idempotency Key Next Cursor application json HH MM BUY SELL MT QMT PAPER LIVE TWAP VWAP OCO Fastify Linux Windows ID IP GBK`.split(
    /\s+/,
  ),
);

/** Words of the wire that a reader types as they are, and the names of instruments. */
const TYPED = new Set(
  `paper read trade admin hold rehearse text hook webhook rest buy BTCUSDT BTC USDT SH lots units usd gtc ioc fok day
   netting hedging default Asia Shanghai true false init name base emulated endpoint live sandbox spot swap cross isolated
   binance okx bybit htx bitget coinbase kucoin mexc reduceOnly postOnly iceberg twap vwap oco
   symbol side quantity unknown`.split(/\s+/),
);

function englishIn(zh: string): readonly string[] {
  const rest = NEUTRAL.reduce((text, pattern) => text.replaceAll(pattern, ' '), zh);
  return [...rest.matchAll(/[A-Za-z]{2,}/g)]
    .map(([word]) => word)
    .filter((word) => !NAMES.has(word) && !TYPED.has(word));
}

/** The words that the glossary tells not to use; 警报 is TradingView's. */
const AVOIDED =
  /告警|令牌|秘钥|初始化代码|交易场所|轨迹|演练|幂等编号|钩子|停止(?:该账户)?交易|(?<!TradingView 的?)警报/;

describe('a text in Chinese', () => {
  it('was looked for in many places', () => {
    expect(TEXTS.length).toBeGreaterThan(450);
  });

  it('leaves no English words in it', () => {
    const leaks = TEXTS.flatMap(({ place, zh }) => {
      const words = englishIn(zh);
      return words.length === 0 ? [] : [`${place}: ${words.join(' ')} in: ${zh}`];
    });
    expect(leaks).toEqual([]);
  });

  it('says one thing with one word', () => {
    expect(TEXTS.filter(({ zh }) => AVOIDED.test(zh)).map(({ place, zh }) => `${place}: ${zh}`)).toEqual([]);
  });

  it.each(['README.zh-CN.md', ...guides()])('%s keeps to the words of the glossary', (page) => {
    const lines = readFileSync(join(ROOT, page), 'utf8').split('\n');
    // The page about TradingView's own dialog speaks of its alerts.
    const wrong = lines.filter((line) => AVOIDED.test(line.replaceAll(/(?:策略)?警报(?=的“|[。，]|里填)/g, '')));
    expect(wrong).toEqual([]);
  });

  it('finds English, and a word that is not used', () => {
    expect(englishIn('请检查 value 的 {value}，见 GET /api/v1/orders')).toEqual(['value']);
    expect(AVOIDED.test('请更正警报内容')).toBe(true);
    expect(AVOIDED.test('请检查 TradingView 警报中的拼写')).toBe(false);
  });

  it('names every check of the gate and every number it compares', () => {
    expect(RISK_CHECKS.map(({ name }) => name).filter((name) => CHECK_NAMES[name] === undefined)).toEqual([]);
    expect(comparedNumbers().filter((name) => CHECK_VALUES[name] === undefined)).toEqual([]);
  });
});

function guides(): string[] {
  return readdirSync(join(ROOT, 'docs', 'guides'))
    .filter((name) => name.endsWith('.zh-CN.md'))
    .map((name) => `docs/guides/${name}`);
}

/** The names in `pass({…})`, `deny('CODE', {…})` and `values = {…}` of the checks. */
function comparedNumbers(): readonly string[] {
  const folder = join(SOURCE, 'engine', 'risk', 'checks');
  const names = readdirSync(folder).flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const objects = [...text.matchAll(/(?:pass\(|deny\(\s*'[A-Z_]+',\s*|values(?:: CheckValues)? = )\{([^{}]*)\}/g)];
    return objects.flatMap(([, body = '']) =>
      [...body.matchAll(/(?:^|,)\s*([a-zA-Z]+)\s*(?=[:,]|$)/g)].map((match) => match[1] ?? ''),
    );
  });
  return [...new Set(names)];
}
