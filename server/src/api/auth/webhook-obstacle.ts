/** What keeps a sender out that has proven itself: an address that is not on the list, or a webhook that is switched off. */
import type { Reason } from '#domain/order.ts';
import type { Webhook } from '#runtime/webhook.ts';
import { addressListOf } from './address-list.ts';
import { TRADING_VIEW_ADDRESSES } from './trading-view-addresses.ts';

/** The reason, or undefined. The address is asked for only where a list is to be looked at. */
export function obstacleTo(
  webhook: Webhook,
  addressOf: () => string,
  settings: { readonly tradingViewOnly: boolean },
): Reason | undefined {
  const onlyTradingView = webhook.tradingViewOnly || settings.tradingViewOnly;
  if (onlyTradingView || webhook.allowedIps.length > 0) {
    const address = addressOf();
    const allowed =
      (onlyTradingView && addressListOf(TRADING_VIEW_ADDRESSES.addresses).includes(address)) ||
      addressListOf(webhook.allowedIps).includes(address);
    if (!allowed) return { code: 'IP_NOT_ALLOWED', values: { address } };
  }
  return webhook.enabled ? undefined : { code: 'WEBHOOK_DISABLED', values: {} };
}
