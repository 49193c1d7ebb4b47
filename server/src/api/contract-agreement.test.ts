import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findError, scalars } from '@signalbox/contract';
import { describe, expect, it } from 'vitest';
import { ORDER_STATUSES } from '#domain/order.ts';
import {
  GRAMMAR_NAMES,
  LEVEL_UNITS,
  QUANTITY_UNITS,
  SIGNAL_ACTIONS,
  SIGNAL_ERROR_CODES,
  TIMES_IN_FORCE,
} from '#domain/signal.ts';

const SOURCE = join(import.meta.dirname, '..');
/** Where a registered code is written: as the code of a reason, or as the first argument of what makes one. */
const CODE_IN_SOURCE =
  /(?:\bcode: |\b(?:deny|denied|refuse|reasonFor|ignoredPlan|deniedPlan|failed|refused|reason)\(\s*)'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g;
/** Codes of the configuration and the command line, which have messages of their own and never meet the wire. */
const ELSEWHERE = /(?:^|[\\/])(?:cli|config|stores|brokers|logging)[\\/]/;

function sourceFiles(): string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !/\.(test|conformance|bench)\.ts$/.test(name) && !ELSEWHERE.test(name),
  );
}

describe('the contract and the domain', () => {
  it.each([
    ['order statuses', scalars.orderStatus.options, ORDER_STATUSES],
    ['grammars', scalars.grammarName.options, GRAMMAR_NAMES],
    ['quantity units', scalars.quantityUnit.options, QUANTITY_UNITS],
    ['level units', scalars.levelUnit.options, LEVEL_UNITS],
    ['actions', scalars.signalAction.options, SIGNAL_ACTIONS],
    ['times in force', scalars.timeInForce.options, TIMES_IN_FORCE],
  ] as const)('have the same %s', (_name, contract, domain) => {
    expect(contract).toEqual(domain);
  });

  it('have a registered message for every error of a signal', () => {
    expect(SIGNAL_ERROR_CODES.filter((code) => findError(code) === undefined)).toEqual([]);
  });

  it('have a registered message for every code that the source writes down', () => {
    const files = sourceFiles();
    const found = new Map<string, string>();
    for (const name of files) {
      for (const [, code] of readFileSync(join(SOURCE, name), 'utf8').matchAll(CODE_IN_SOURCE))
        found.set(code ?? '', name);
    }
    expect(found.size).toBeGreaterThan(60);
    expect([...found].filter(([code]) => findError(code) === undefined)).toEqual([]);
  });
});
