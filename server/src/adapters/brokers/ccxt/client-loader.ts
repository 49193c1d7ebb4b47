/**
 * Loads the one ccxt class that an account needs, by the URL of its file: `import 'ccxt'` would bring in more than a hundred
 * exchanges and 70 MB. Before a class is used it is looked at: another version or another way of counting decimals than the
 * one this adapter was proven with is refused, for then every table here may be wrong.
 */
import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CcxtClass } from './client-surface.ts';
import type { ExchangeName } from './exchange-name.ts';

/** The version that tables, guards and tests speak of. */
export const CCXT_VERSION = '4.5.84';
/** ccxt's mode in which a precision is the step itself, not a count of digits. */
const TICK_SIZE_MODE = 4;

const loading = new Map<ExchangeName, Promise<CcxtClass>>();

/** The streaming class of that exchange. Rejects when the package is absent or is not the one we know. */
export async function loadExchangeClass(name: ExchangeName): Promise<CcxtClass> {
  let promise = loading.get(name);
  if (promise === undefined) {
    promise = importClass(name);
    loading.set(name, promise);
    promise.catch(() => loading.delete(name));
  }
  return await promise;
}

async function importClass(name: ExchangeName): Promise<CcxtClass> {
  const manifest = findPackageJSON('ccxt', import.meta.url);
  if (manifest === undefined) throw new Error('the package ccxt is not installed');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  if (version !== CCXT_VERSION) throw new Error(`ccxt is ${version}, and only ${CCXT_VERSION} is known to be right`);
  const file = join(dirname(manifest), 'js', 'src', 'pro', `${name}.js`);
  const module = (await import(pathToFileURL(file).href)) as { default: CcxtClass };
  inspectClass(name, module.default);
  return module.default;
}

function inspectClass(name: ExchangeName, exchangeClass: CcxtClass): void {
  const probe = new exchangeClass({});
  if (probe.precisionMode !== TICK_SIZE_MODE) throw new Error(`${name} counts digits where steps were expected`);
  for (const method of ['createOrder', 'cancelOrder', 'watchOrders', 'fetch', 'handleMessage']) {
    if (typeof probe[method] !== 'function') throw new Error(`the client of ${name} has no ${method}`);
  }
}
