/** What is said of accounts, and to them. Keys come in and never go out again. */
import { z } from 'zod';
import {
  decimalInput,
  decimalText,
  isoTime,
  marketDataSource,
  nameText,
  positionMode,
  reason,
  tradingState,
} from '../scalars.ts';

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
    funding: decimalText.nullable().optional().meta({
      description:
        'At an exchange: what was received for holding perpetuals, less what was paid; neither in the adjustments nor in the realized profit. Null where that is not known: the exchange does not list it (then it comes in the adjustments), or was not asked yet.',
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

/** As `newAccount`, before anybody has typed a key. */
export const accountTerms = newAccount
  .omit({ keys: true })
  .meta({ id: 'AccountTerms', description: 'An account as it would be added, without its keys.' });

export const changedTerms = z
  .strictObject({
    markets: exchangeMarkets.optional(),
    marginMode: marginMode.optional(),
    leverage: decimalInput.nullable().optional().meta({
      description: 'Of swaps, 1 to 200; null: from now on as the exchange has it.',
    }),
  })
  .meta({ id: 'ChangedTerms', description: 'What is not named stays as it is.' });

export const balance = z
  .object({ currency: z.string(), free: decimalText, used: decimalText, total: decimalText })
  .meta({ id: 'Balance', description: 'What the venue says of one currency.' });

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
    ignored: z.boolean().meta({ description: 'A person has called it right: it keeps nothing back.' }),
    venueAveragePrice: decimalText.optional(),
    comparedAt: isoTime.optional(),
  })
  .meta({ id: 'PositionDifference' });

export const latchReset = z.strictObject({ source: z.string().min(1).max(200) }).meta({ id: 'LatchReset' });
