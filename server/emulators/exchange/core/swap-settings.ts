/** Leverage, margin mode and position mode: what an account may change, and what only another place may have changed. */
import type { ExchangeAccount, SwapTerms } from './exchange-account.ts';
import type { ExchangeMarket } from './exchange-market.ts';
import type { ExchangeWorld } from './exchange-world.ts';
import type { SettingOutcome } from './order-outcome.ts';
import { type Refused, refused } from './refusal.ts';
import { termsOf } from './swap-margin.ts';

const DONE: SettingOutcome = { kind: 'done' };

export function setLeverage(
  world: ExchangeWorld,
  account: ExchangeAccount,
  { market, leverage }: { readonly market: ExchangeMarket; readonly leverage: number },
): SettingOutcome {
  if (!Number.isInteger(leverage) || leverage < 1 || leverage > market.leverageMax) return refused('leverage_invalid');
  account.swapTerms.set(market.key, { ...termsOf(world, account, market), leverage });
  tell(world, account, { setting: 'leverage', market });
  return DONE;
}

export function setMarginMode(
  world: ExchangeWorld,
  account: ExchangeAccount,
  { market, marginMode }: { readonly market: ExchangeMarket; readonly marginMode: SwapTerms['marginMode'] },
): SettingOutcome {
  const terms = termsOf(world, account, market);
  if (terms.marginMode === marginMode) return refused('mode_unchanged');
  const blocked = blockedBy(world, account, market);
  if (blocked !== undefined) return blocked;
  account.swapTerms.set(market.key, { ...terms, marginMode });
  tell(world, account, { setting: 'margin_mode', market });
  return DONE;
}

/** `force`: changed behind the account's back, whatever is open. */
export function setPositionMode(
  world: ExchangeWorld,
  account: ExchangeAccount,
  { mode, force = false }: { readonly mode: ExchangeAccount['positionMode']; readonly force?: boolean },
): SettingOutcome {
  if (!force) {
    if (account.positionMode === mode) return refused('mode_unchanged');
    const blocked = blockedBy(world, account);
    if (blocked !== undefined) return blocked;
  }
  account.positionMode = mode;
  tell(world, account, { setting: 'position_mode' });
  return DONE;
}

function blockedBy(world: ExchangeWorld, account: ExchangeAccount, market?: ExchangeMarket): Refused | undefined {
  const held = [...account.positions.values()].some(
    (position) => market === undefined || position.market.key === market.key,
  );
  if (held) return refused('mode_blocked_by_position');
  const filter = {
    accountId: account.id,
    type: 'swap' as const,
    live: true,
    hidden: true,
    ...(market === undefined ? {} : { market }),
  };
  return world.orders.list(filter).length > 0 ? refused('mode_blocked_by_orders') : undefined;
}

function tell(
  world: ExchangeWorld,
  account: ExchangeAccount,
  change: { readonly setting: 'leverage' | 'margin_mode' | 'position_mode'; readonly market?: ExchangeMarket },
): void {
  world.bus.publish({ kind: 'settings', accountId: account.id, ...change, time: world.clock.now() });
}
