/** Accounts: where orders go, the money there, and whether they may trade. */
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
import { defineOperations } from './operation.ts';

export const account = z
  .object({
    id: z.string(),
    name: z.string(),
    broker: z.string(),
    environment: z.enum(['paper', 'live']),
    currency: z.string(),
    positionMode,
    tradingState,
    tradingStateReason: reason.optional(),
    reconciled: z.boolean().meta({ description: 'False while it is compared with the venue after a start.' }),
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
    openOrders: z.int(),
    unknownOrders: z.int(),
    positions: z.int(),
    marketData: marketDataSource,
    simulated: z.boolean(),
  })
  .meta({ id: 'Account' });

const ACCOUNT_ID = /^[a-z0-9][a-z0-9_-]{0,39}$/;

export const newAccount = z
  .strictObject({
    id: z.string().regex(ACCOUNT_ID).meta({ description: 'Lower-case letters, digits, - and _; at most 40.' }),
    name: nameText.optional(),
    broker: z.literal('paper').default('paper'),
    currency: z
      .string()
      .regex(/^[A-Z]{3,5}$/)
      .default('USD'),
    positionMode: positionMode.default('netting'),
    initialBalance: decimalInput.meta({ description: 'Above zero.' }),
  })
  .meta({ id: 'NewAccount' });

export const latchReset = z.strictObject({ source: z.string().min(1).max(200) }).meta({ id: 'LatchReset' });

const list = { 200: { description: 'Every account.', schema: z.array(account) } };

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
    summary: 'Open a paper account',
    body: newAccount,
    responses: { 201: { description: 'The account.', schema: account } },
    errors: ['ACCOUNT_EXISTS', 'ACCOUNT_BROKER_UNSUPPORTED', 'STORAGE_UNAVAILABLE'],
    showsMarket: true,
  },
  getAccount: {
    method: 'GET',
    path: '/api/v1/accounts/{accountId}',
    access: 'read',
    tag: 'accounts',
    summary: 'Show one account',
    responses: { 200: { description: 'The account.', schema: account } },
    errors: ['ACCOUNT_UNKNOWN'],
    showsMarket: true,
  },
  resetLatch: {
    method: 'POST',
    path: '/api/v1/accounts/{accountId}/reset-latch',
    access: 'admin',
    tag: 'accounts',
    summary: 'Let a source trade again that the repeated-execution limit has stopped',
    body: latchReset,
    responses: { 200: { description: 'The account.', schema: account } },
    errors: ['ACCOUNT_UNKNOWN', 'LATCH_NOT_SET'],
    showsMarket: true,
  },
});
