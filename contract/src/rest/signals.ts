/** Signals: what came in, what was made of it, and why. */
import { z } from 'zod';
import { grammarName, identifier, isoTime, reason } from '../scalars.ts';
import { SIGNAL_RESPONSES, wireCommand } from '../webhooks/answers.ts';
import { defineOperations } from './operation.ts';
import { order } from './orders.ts';
import { PAGE_HEADERS, pageQuery } from './paging.ts';
import { decision, trailEntry } from './trail.ts';

export const signalStatus = z.enum([
  'accepted',
  'executed',
  'denied',
  'ignored',
  'refused',
  'rehearsed',
  'quarantined',
]);

export const signal = z
  .object({
    id: z.string(),
    source: z.string(),
    webhookId: z.string().optional(),
    receivedAt: isoTime,
    status: signalStatus,
    format: z.string().optional(),
    text: z.string().meta({ description: 'As received, without its secret.' }),
    commands: z.array(wireCommand),
    ignoredFields: z.array(z.string()),
    error: reason.optional(),
  })
  .meta({ id: 'Signal' });

export const signalDetail = z
  .object({ ...signal.shape, orders: z.array(order), decisions: z.array(decision), trail: z.array(trailEntry) })
  .meta({ id: 'SignalDetail' });

const SIGNAL_TEXT_MAX = 65_536;

export const newSignal = z
  .strictObject({
    text: z.string().max(SIGNAL_TEXT_MAX),
    format: grammarName.optional(),
    account: identifier.optional(),
  })
  .meta({ id: 'NewSignal', description: 'Or send the alert text itself as the body.' });

export const signalPreview = z
  .strictObject({
    text: z.string().max(SIGNAL_TEXT_MAX),
    format: grammarName.optional(),
    webhook: identifier.optional(),
  })
  .meta({ id: 'SignalPreview', description: 'Or send the alert text itself as the body.' });

export const previewAnswer = z
  .union([
    z.object({
      accept: z.literal(true),
      format: z.string(),
      commands: z.array(wireCommand),
      decisions: z.array(decision),
    }),
    z.object({ accept: z.literal(false), error: z.object({ code: z.string(), message: z.string() }) }),
  ])
  .meta({ id: 'SignalPreviewAnswer' });

export const signalQuery = z.strictObject({
  source: identifier.optional().meta({ description: '`hook:<webhookId>` or `rest:<keyId>`.' }),
  status: signalStatus.optional(),
  ...pageQuery,
});

export const signalOperations = defineOperations({
  listSignals: {
    method: 'GET',
    path: '/api/v1/signals',
    access: 'read',
    tag: 'signals',
    summary: 'List signals, newest first',
    query: signalQuery,
    responses: { 200: { description: 'Signals, newest first.', schema: z.array(signal), headers: PAGE_HEADERS } },
    errors: ['CURSOR_INVALID'],
    paged: true,
  },
  submitSignal: {
    method: 'POST',
    path: '/api/v1/signals',
    access: 'trade',
    tag: 'signals',
    summary: 'Send a signal',
    description:
      'Takes the same path as a webhook, with the default route: the default account, prices as levels, every action.',
    body: newSignal,
    bodyKind: 'text',
    responses: SIGNAL_RESPONSES,
    errors: [
      'SIGNAL_STALE',
      'SIGNAL_FROM_FUTURE',
      'SIGNAL_KEY_CONFLICT',
      'ACCOUNT_UNKNOWN',
      'OVERLOADED',
      'STORAGE_UNAVAILABLE',
    ],
    idempotencyKey: true,
  },
  previewSignal: {
    method: 'POST',
    path: '/api/v1/signals/preview',
    access: 'read',
    tag: 'signals',
    summary: 'Show what a text would do; place nothing',
    body: signalPreview,
    bodyKind: 'text',
    responses: { 200: { description: 'How the text is read and what would be decided.', schema: previewAnswer } },
    errors: ['WEBHOOK_UNKNOWN'],
    showsMarket: true,
  },
  getSignal: {
    method: 'GET',
    path: '/api/v1/signals/{signalId}',
    access: 'read',
    tag: 'signals',
    summary: 'Show a signal with its decisions, orders and trail',
    responses: { 200: { description: 'The signal.', schema: signalDetail } },
    errors: ['NOT_FOUND'],
    showsMarket: true,
  },
});

export type SignalPreviewAnswer = z.infer<typeof previewAnswer>;
