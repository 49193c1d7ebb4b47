/** `emulate`: an exchange of one's own on this machine, in the foreground, to rehearse on. It needs no data directory. */
import { bilingual, fill } from '#app/config/bilingual.ts';
import { CommandError } from './command-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Invocation, optionNumber, usageError } from './invocation.ts';
import type { Terminal } from './terminal.ts';

const PORT_STANDARD = 9501;
const WALK_STANDARD_MS = 1_000;

const TEXTS = {
  ready: bilingual('{exchange} is emulated at {url}', '{exchange} 模拟器已就绪：{url}'),
  key: bilingual(
    'API key {apiKey}, secret {secret}, passphrase {passphrase}: pretend money only.',
    'API 密钥 {apiKey}，私钥 {secret}，口令 {passphrase}：仅限模拟资金。',
  ),
  account: bilingual(
    'Trade on it: npx signalbox account add rehearsal --exchange {exchange} --environment emulated --endpoint {url} --api-key {apiKey}',
    '用它交易：npx signalbox account add rehearsal --exchange {exchange} --environment emulated --endpoint {url} --api-key {apiKey}',
  ),
  admin: bilingual(
    'Prices, faults and what came in: {url}/_emulator   Ctrl+C ends it.',
    '价格、故障与请求记录：{url}/_emulator   按 Ctrl+C 结束。',
  ),
  unknown: bilingual(
    '{exchange} can not be emulated. Those that can: {known}.',
    '无法模拟 {exchange}。可模拟的交易所：{known}。',
  ),
  portTaken: bilingual(
    'Port {port} is in use. Choose another: --port 9502, or 0 for any free one.',
    '端口 {port} 已被占用。请换一个：--port 9502，或 0 自动选择。',
  ),
} as const;

/** Starts, announces, and stays until SIGINT, SIGTERM or SIGHUP. */
export async function runEmulate(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const [given = ''] = invocation.args;
  // Its old name, which many still use.
  const exchange = given === 'huobi' ? 'htx' : given;
  const port = optionNumber(invocation, 'port', { minimum: 0, maximum: 65_535 }) ?? PORT_STANDARD;
  const markets = optionNumber(invocation, 'markets', { minimum: 1, maximum: 10_000 });
  const seed = optionNumber(invocation, 'seed', { minimum: 0, maximum: 4_294_967_295 });
  const walkMs = optionNumber(invocation, 'walk', { minimum: 0, maximum: 3_600_000 }) ?? WALK_STANDARD_MS;
  // The emulator is no part of the server: it is loaded for this command alone.
  const { runEmulator } = await import('../../emulators/exchange/run-emulator.ts');
  const started = await runEmulator({
    exchange,
    port,
    walkMs,
    ...(markets === undefined ? {} : { markets }),
    ...(seed === undefined ? {} : { seed }),
  }).catch((error: unknown) => {
    throw portError(error, port);
  });
  if (started.kind === 'unknown_exchange') {
    const values = { exchange, known: started.known.join(', ') };
    throw usageError(fill(TEXTS.unknown, values)[terminal.language]);
  }
  const { emulator } = started;
  const stopped = stopSignal();
  announce(terminal, { exchange, url: emulator.origin, ...emulator.key });
  await stopped;
  await emulator.close();
  return EXIT.ok;
}

function portError(error: unknown, port: number): unknown {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (!isTaken) return error;
  const message = fill(TEXTS.portTaken, { port: String(port) });
  return new CommandError({ code: 'PORT_IN_USE', exitCode: EXIT.address, message });
}

interface Announced {
  readonly exchange: string;
  readonly url: string;
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase: string;
}

function announce(terminal: Terminal, announced: Announced): void {
  if (terminal.isJson) {
    terminal.json({ event: 'ready', ...announced });
    return;
  }
  const values = { ...announced };
  for (const text of [TEXTS.ready, TEXTS.key, TEXTS.account, TEXTS.admin]) terminal.line(terminal.text(text, values));
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
