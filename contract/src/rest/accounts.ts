/** Accounts: where orders go, the money there, and whether they may trade. Keys come in and never go out again. */
import { z } from 'zod';
import {
  decimalInput,
  decimalText,
  identifier,
  isoTime,
  marketDataSource,
  nameText,
  positionMode,
  reason,
  tradingState,
} from '../scalars.ts';
import { defineOperations } from './operation.ts';

const exchangeMarkets = z
  .array(z.enum(['spot', 'swap']))
  .min(1)
  .max(2);
const marginMode = z.enum(['cross', 'isolated']);

export const exchange = z
  .object({
    name: z.string(),
    markets: exchangeMarkets,
    marginMode,
    leverage: decimalText.optional(),
    endpoint: z.string().optional(),
    keyEnding: z.string().optional().meta({
      description: 'The last characters of the API key. Nothing else of the keys is ever shown.',
    }),
  })
  .meta({ id: 'AccountExchange', description: 'Of an account at an exchange.' });

export const account = z
  .object({
    id: z.string(),
    name: z.string(),
    broker: z.string(),
    environment: z.enum(['paper', 'emulated', 'sandbox', 'live']).meta({
      description:
        "paper: the built-in venue. emulated: an emulator of an exchange. sandbox: an exchange's test network. live: real money.",
    }),
    currency: z.string(),
    positionMode,
    tradingState,
    tradingStateReason: reason.optional(),
    reconciled: z.boolean().meta({ description: 'False while it is compared with the venue after a start.' }),
    problems: z.array(reason).meta({
      description:
        'What keeps the account from its work, or a symbol of it from being traded; empty when nothing does.',
    }),
    armed: z.boolean().optional().meta({
      description: 'Of live and sandbox accounts: whether a person has let it open positions.',
    }),
    exchange: exchange.optional(),
    comparedAt: isoTime
      .optional()
      .meta({ description: 'When it was compared with the venue last; absent before the first time.' }),
    balance: decimalText,
    equity: decimalText,
    marginUsed: decimalText,
    reserved: decimalText,
    available: decimalText,
    unrealizedPnl: decimalText,
    realizedPnl: decimalText,
    fees: decimalText,
    adjustments: decimalText.optional().meta({
      description:
        'At an exchange: what its own word has made of the balance beside trades (paid in and out, interest, fees nobody told of). Never in the realized profit.',
    }),
    openOrders: z.int(),
    unknownOrders: z.int(),
    positions: z.int(),
    marketData: marketDataSource,
    simulated: z.boolean(),
  })
  .meta({ id: 'Account' });

const ACCOUNT_ID = /^[a-z0-9][a-z0-9_-]{0,31}$/;
const keyText = z.string().min(1).max(8_000);

export const exchangeKeys = z
  .strictObject({
    apiKey: keyText,
    secret: keyText.meta({ description: 'The secret; for Coinbase the private key with its line breaks.' }),
    passphrase: keyText.optional().meta({ description: 'Where the exchange has one: OKX, Bitget, KuCoin.' }),
  })
  .meta({ id: 'ExchangeKeys', description: 'Kept sealed and never shown again.' });

export const newAccount = z
  .strictObject({
    id: z.string().regex(ACCOUNT_ID).meta({ description: 'Lower-case letters, digits, - and _; at most 32.' }),
    name: nameText.optional(),
    broker: z.literal('paper').optional().meta({ description: 'The built-in venue; or give `exchange`.' }),
    currency: z
      .string()
      .regex(/^[A-Z0-9]{3,8}$/)
      .optional()
      .meta({ description: 'What its money is counted in. USD for paper; at an exchange what most is quoted in.' }),
    positionMode: positionMode.default('netting'),
    initialBalance: decimalInput.optional().meta({ description: 'Of a paper account, above zero.' }),
    exchange: z.string().min(1).max(40).optional().meta({
      description:
        'binance, okx, bybit, htx (huobi), bitget, coinbase, kucoin or mexc. What follows is for accounts at an exchange.',
    }),
    environment: z.enum(['emulated', 'sandbox', 'live']).optional(),
    endpoint: z.string().min(1).max(200).optional().meta({
      description: 'The http address of an emulator on this machine; only with `emulated`.',
    }),
    markets: exchangeMarkets.optional().meta({ description: 'spot and swap unless it says otherwise.' }),
    marginMode: marginMode.optional().meta({ description: 'cross unless it says otherwise.' }),
    leverage: decimalInput.optional().meta({ description: 'Of swaps, 1 to 200; absent: as the exchange has it.' }),
    keys: exchangeKeys.optional(),
  })
  .meta({ id: 'NewAccount' });

export const addedAccount = z
  .object({
    ...account.shape,
    notices: z.array(reason).optional().meta({ description: 'What was taken otherwise than it was written.' }),
  })
  .meta({ id: 'AddedAccount' });

export const accountCheck = z
  .object({
    name: z.string().meta({ description: 'What was looked at.', examples: ['reachability', 'permissions'] }),
    status: z.enum(['ok', 'warning', 'failed', 'skipped']).meta({
      description: 'skipped: an earlier one failed, or the exchange does not tell.',
    }),
    code: z.string().optional().meta({ description: 'A registered code, where something is wrong.' }),
    values: z.record(z.string(), z.string()),
  })
  .meta({ id: 'AccountCheck' });

export const difference = z
  .object({
    account: z.string(),
    symbol: z.string(),
    ours: decimalText.meta({ description: 'Signed, as the books have it.' }),
    venue: decimalText.meta({ description: 'Signed, as the venue has it.' }),
    venueAveragePrice: decimalText.optional(),
    comparedAt: isoTime.optional(),
  })
  .meta({ id: 'PositionDifference' });

export const latchReset = z.strictObject({ source: z.string().min(1).max(200) }).meta({ id: 'LatchReset' });

const list = { 200: { description: 'Every account.', schema: z.array(account) } };
const one = { 200: { description: 'The account.', schema: account } };

export const accountOperations = defineOperations({
  listAccountSummaries: {
    method: 'GET',
    path: '/api/v1/account',
    access: 'read',
    tag: 'accounts',
    summary: 'The money of every account',
    responses: list,
    errors: [],
    showsMarket: true,
  },
  listAccounts: {
    method: 'GET',
    path: '/api/v1/accounts',
    access: 'read',
    tag: 'accounts',
    summary: 'List accounts',
    responses: list,
    errors: [],
    showsMarket: true,
  },
  createAccount: {
    method: 'POST',
    path: '/api/v1/accounts',
    access: 'admin',
    tag: 'accounts',
    summary: 'Open a paper account, or add one at an exchange',
    description:
      'An account at an exchange needs `exchange`, `environment` and `keys`. A live or sandbox account opens nothing before it is armed.',
    body: newAccount,
    responses: { 201: { description: 'The account.', schema: addedAccount } },
    errors: [
      'ACCOUNT_CREDENTIALS_MISSING',
      'ACCOUNT_EXISTS',
      'ACCOUNT_ID_INVALID',
      'ACCOUNT_ID_USED',
      'EXCHANGE_ENDPOINT_INVALID',
      'EXCHANGE_ENVIRONMENT_UNSUPPORTED',
      'EXCHANGE_LEVERAGE_INVALID',
      'EXCHANGE_MODE_UNSUPPORTED',
      'EXCHANGE_UNKNOWN',
      'SECRET_KEY_INVALID',
      'STORAGE_UNAVAILABLE',
    ],
    showsMarket: true,
  },
  getAccount: {
    method: 'GET',
    path: '/api/v1/accounts/{accountId}',
    access: 'read',
    tag: 'accounts',
    summary: 'Show one account',
    responses: one,
    errors: ['ACCOUNT_UNKNOWN'],
    showsMarket: true,
  },
  changeAccountKeys: {
    method: 'POST',
    path: '/api/v1/accounts/{accountId}/keys',
    access: 'admin',
    tag: 'accounts',
    summary: 'Give an account at an exchange other keys',
    description:
      'A live or sandbox account is disarmed by it. It comes up with the new keys; no answer ever shows a key.',
    body: exchangeKeys,
    responses: one,
    errors: [
      'ACCOUNT_CREDENTIALS_MISSING',
      'ACCOUNT_NOT_AT_EXCHANGE',
      'ACCOUNT_UNKNOWN',
      'SECRET_KEY_INVALID',
      'STORAGE_UNAVAILABLE',
    ],
    showsMarket: true,
  },
  armAccount: {
    method: 'POST',
    path: '/api/v1/accounts/{accountId}/arm',
    access: 'admin',
    tag: 'accounts',
    summary: 'Let a live or sandbox account open positions',
    description: 'It holds through restarts, until the account is disarmed, gets other keys, or its keys are refused.',
    responses: one,
    errors: [
      'ACCOUNT_CREDENTIALS_REFUSED',
      'ACCOUNT_KEY_CAN_WITHDRAW',
      'ACCOUNT_LIMITS_NOT_SET',
      'ACCOUNT_NOT_ARMABLE',
      'ACCOUNT_NOT_UP',
      'ACCOUNT_UNKNOWN',
      'VENUE_UNREACHABLE',
      'STORAGE_UNAVAILABLE',
    ],
    showsMarket: true,
  },
  disarmAccount: {
    method: 'POST',
    path: '/api/v1/accounts/{accountId}/disarm',
    access: 'trade',
    tag: 'accounts',
    summary: 'Let an account open nothing more',
    description: 'Closing and canceling still work, and orders that rest at the exchange stay there.',
    responses: one,
    errors: ['ACCOUNT_UNKNOWN', 'STORAGE_UNAVAILABLE'],
    showsMarket: true,
  },
  examineAccount: {
    method: 'POST',
    path: '/api/v1/accounts/{accountId}/examine',
    access: 'trade',
    tag: 'accounts',
    summary: 'Look an account at an exchange over without trading',
    description:
      'Whether the exchange can be reached, how far the clocks are apart, what the key may do, the modes of the account, the smallest orders. Works also for an account that is down.',
    responses: { 200: { description: 'What was found.', schema: z.array(accountCheck) } },
    errors: ['ACCOUNT_NOT_AT_EXCHANGE', 'ACCOUNT_UNKNOWN', 'SECRET_KEY_MISSING', 'VENUE_UNREACHABLE'],
  },
  removeAccount: {
    method: 'DELETE',
    path: '/api/v1/accounts/{accountId}',
    access: 'admin',
    tag: 'accounts',
    summary: 'Take an account out of service',
    description:
      'Only a flat account without open orders, unless `force` names it again. What it holds at its exchange stays there; its records stay here, and its id is not given again.',
    query: z.strictObject({
      force: identifier.optional().meta({ description: "The account's id: whatever it still holds." }),
    }),
    responses: { 204: { description: 'It is out of service.' } },
    errors: ['ACCOUNT_IS_LAST', 'ACCOUNT_NOT_FLAT', 'ACCOUNT_UNKNOWN', 'STORAGE_UNAVAILABLE'],
  },
  listDifferences: {
    method: 'GET',
    path: '/api/v1/accounts/{accountId}/differences',
    access: 'read',
    tag: 'accounts',
    summary: 'Where the venue holds another position than the books',
    description: 'As the newest comparison found it. Until somebody decides, the symbol opens nothing; closing works.',
    responses: { 200: { description: 'What differs.', schema: z.array(difference) } },
    errors: ['ACCOUNT_UNKNOWN'],
  },
  adoptDifference: {
    method: 'POST',
    path: '/api/v1/accounts/{accountId}/differences/{instrumentId}/adopt',
    access: 'trade',
    tag: 'accounts',
    summary: 'Take over the position that the venue holds',
    description:
      'Not a trade: nothing is earned or lost by it. The price is the one the venue names, else the current one.',
    responses: one,
    errors: ['ACCOUNT_UNKNOWN', 'DIFFERENCE_CHANGED', 'DIFFERENCE_NOT_FOUND', 'STORAGE_UNAVAILABLE'],
    showsMarket: true,
  },
  ignoreDifference: {
    method: 'POST',
    path: '/api/v1/accounts/{accountId}/differences/{instrumentId}/ignore',
    access: 'trade',
    tag: 'accounts',
    summary: 'Leave a difference as it is',
    description: 'The symbol trades again; somebody is asked anew when the difference is another one.',
    responses: one,
    errors: ['ACCOUNT_UNKNOWN', 'DIFFERENCE_CHANGED', 'DIFFERENCE_NOT_FOUND', 'STORAGE_UNAVAILABLE'],
    showsMarket: true,
  },
  resetLatch: {
    method: 'POST',
    path: '/api/v1/accounts/{accountId}/reset-latch',
    access: 'admin',
    tag: 'accounts',
    summary: 'Let a source trade again that the repeated-execution limit has stopped',
    body: latchReset,
    responses: one,
    errors: ['ACCOUNT_UNKNOWN', 'LATCH_NOT_SET'],
    showsMarket: true,
  },
});
