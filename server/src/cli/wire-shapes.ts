/** What the server answers with, as types only: the contract's schemas are not loaded for them. */
import type {
  account,
  check,
  decision,
  health,
  instrument,
  order,
  orderDetail,
  position,
  signal,
  signalDetail,
  trailEntry,
  webhook,
} from '@signalbox/contract';
import type { accountCheck, addedAccount, balance, difference } from '@signalbox/contract/rest/account-shapes.ts';
import type { fill } from '@signalbox/contract/rest/fills.ts';
import type { apiKey, apiKeyWithToken } from '@signalbox/contract/rest/keys.ts';
import type { cancelAllOutcome, orderBatchOutcome, orderOutcome } from '@signalbox/contract/rest/orders.ts';
import type { tradingStateOutcome } from '@signalbox/contract/rest/trading-state.ts';
import type { webhookWithSecret } from '@signalbox/contract/rest/webhooks.ts';
import type { z } from 'zod';

export type Account = z.infer<typeof account>;
export type AccountCheck = z.infer<typeof accountCheck>;
export type AddedAccount = z.infer<typeof addedAccount>;
export type Balance = z.infer<typeof balance>;
export type Fill = z.infer<typeof fill>;
export type ApiKey = z.infer<typeof apiKey>;
export type ApiKeyWithToken = z.infer<typeof apiKeyWithToken>;
export type CancelAllOutcome = z.infer<typeof cancelAllOutcome>;
export type Check = z.infer<typeof check>;
export type Decision = z.infer<typeof decision>;
export type Difference = z.infer<typeof difference>;
export type Health = z.infer<typeof health>;
export type Instrument = z.infer<typeof instrument>;
export type Order = z.infer<typeof order>;
export type OrderDetail = z.infer<typeof orderDetail>;
export type OrderBatchOutcome = z.infer<typeof orderBatchOutcome>;
export type OrderOutcome = z.infer<typeof orderOutcome>;
export type Position = z.infer<typeof position>;
export type Signal = z.infer<typeof signal>;
export type SignalDetail = z.infer<typeof signalDetail>;
export type TradingStateOutcome = z.infer<typeof tradingStateOutcome>;
export type TrailEntry = z.infer<typeof trailEntry>;
export type Webhook = z.infer<typeof webhook>;
export type WebhookWithSecret = z.infer<typeof webhookWithSecret>;
