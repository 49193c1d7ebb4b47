/** Webhooks: the doors for alerts, each with its secret and its route. A secret is shown once, when it is made. */
import { z } from 'zod';
import {
  decimalInput,
  decimalText,
  grammarName,
  identifier,
  isoTime,
  levelUnit,
  nameText,
  quantityUnit,
  routeMode,
  signalAction,
  symbolText,
} from '../scalars.ts';
import { SIGNAL_RESPONSES } from '../webhooks/answers.ts';
import { defineOperations } from './operation.ts';

const startTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const endTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/);
const MAX_AGE_MAX_MS = 86_400_000;

export const routeWindow = z
  .strictObject({
    start: startTime,
    end: endTime.meta({ description: 'Before start: crosses midnight.' }),
    timeZone: z.string().min(1).max(64).meta({ description: 'IANA name, or GMT+8 / UTC-5.' }),
    days: z.array(z.int().min(1).max(7)).max(7).optional().meta({ description: '1 is Monday.' }),
  })
  .meta({ id: 'RouteWindow' });

const symbolMap = z.record(symbolText, symbolText);

/** The route as an answer gives it. */
export const route = z
  .object({
    accounts: z.array(z.string()),
    mode: routeMode,
    format: grammarName.optional(),
    symbolMap,
    defaultSymbol: z.string().optional(),
    levelUnit,
    defaultQuantity: decimalText.optional(),
    defaultQuantityUnit: quantityUnit.optional(),
    riskUnit: quantityUnit,
    allowedActions: z.array(signalAction),
    windows: z.array(routeWindow),
    maxAgeMs: z.int(),
  })
  .meta({ id: 'Route' });

/** The route as a request gives it; null takes an optional setting away. */
export const routeChange = z
  .strictObject({
    accounts: z.array(identifier).min(1).max(50).optional(),
    mode: routeMode.optional(),
    format: grammarName.nullable().optional(),
    symbolMap: symbolMap.optional(),
    defaultSymbol: symbolText.nullable().optional(),
    levelUnit: levelUnit.optional(),
    defaultQuantity: decimalInput.nullable().optional(),
    defaultQuantityUnit: quantityUnit.nullable().optional(),
    riskUnit: quantityUnit.optional().meta({ description: 'What a bare `risk=` counts; `lots` unless it is set.' }),
    allowedActions: z.array(signalAction).optional().meta({ description: 'Empty: every action.' }),
    windows: z
      .array(routeWindow)
      .max(20)
      .optional()
      .meta({ description: 'Empty: at any time. Outside them a text may close and cancel, and nothing else.' }),
    maxAgeMs: z.coerce.number().int().min(1000).max(MAX_AGE_MAX_MS).optional(),
  })
  .meta({ id: 'RouteChange' });

const access = {
  tradingViewOnly: z.boolean().optional().meta({ description: "Only from TradingView's published addresses." }),
  allowedIps: z.array(z.string().min(2).max(64)).max(100).optional().meta({ description: 'Addresses or CIDR ranges.' }),
};

export const webhook = z
  .object({
    id: z.string(),
    name: z.string(),
    enabled: z.boolean(),
    path: z.string().meta({ description: 'POST alerts here, with the secret in the body.' }),
    secrets: z.int().meta({ description: 'How many secrets are valid now; two during a rotation.' }),
    route,
    tradingViewOnly: z.boolean(),
    allowedIps: z.array(z.string()),
    createdAt: isoTime,
  })
  .meta({ id: 'Webhook' });

export const webhookWithSecret = z
  .object({ ...webhook.shape, secret: z.string().meta({ description: 'Shown this once.' }) })
  .meta({ id: 'WebhookWithSecret' });

export const newWebhook = z
  .strictObject({ name: nameText, route: routeChange.optional(), ...access })
  .meta({ id: 'NewWebhook' });

export const webhookChange = z
  .strictObject({
    name: nameText.optional(),
    enabled: z.boolean().optional(),
    route: routeChange.optional(),
    ...access,
  })
  .meta({ id: 'WebhookChange' });

export const webhookRotation = z
  .strictObject({
    keepOld: z.boolean().default(false).meta({ description: 'The old secret stays valid until the next rotation.' }),
  })
  .meta({ id: 'WebhookRotation' });

const one = { 200: { description: 'The webhook.', schema: webhook } };
const withSecret = { description: 'The webhook and its new secret.', schema: webhookWithSecret };

const ALERT_ERRORS = [
  'SIGNAL_JSON_INVALID',
  'SIGNAL_PLACEHOLDER_LEFT',
  'SIGNAL_STALE',
  'SIGNAL_KEY_CONFLICT',
  'IP_NOT_ALLOWED',
  'WEBHOOK_DISABLED',
  'OVERLOADED',
  'STORAGE_UNAVAILABLE',
] as const;

export const webhookOperations = defineOperations({
  listWebhooks: {
    method: 'GET',
    path: '/api/v1/webhooks',
    access: 'read',
    tag: 'webhooks',
    summary: 'List webhooks',
    responses: { 200: { description: 'Every webhook.', schema: z.array(webhook) } },
    errors: [],
  },
  createWebhook: {
    method: 'POST',
    path: '/api/v1/webhooks',
    access: 'admin',
    tag: 'webhooks',
    summary: 'Make a webhook; its secret is shown once',
    body: newWebhook,
    responses: { 201: withSecret },
    errors: ['ACCOUNT_UNKNOWN', 'SYMBOL_UNKNOWN', 'STORAGE_UNAVAILABLE'],
  },
  getWebhook: {
    method: 'GET',
    path: '/api/v1/webhooks/{webhookId}',
    access: 'read',
    tag: 'webhooks',
    summary: 'Show a webhook',
    responses: one,
    errors: ['WEBHOOK_UNKNOWN'],
  },
  updateWebhook: {
    method: 'PATCH',
    path: '/api/v1/webhooks/{webhookId}',
    access: 'admin',
    tag: 'webhooks',
    summary: 'Change a webhook or its route',
    body: webhookChange,
    responses: one,
    errors: ['WEBHOOK_UNKNOWN', 'ACCOUNT_UNKNOWN', 'SYMBOL_UNKNOWN', 'STORAGE_UNAVAILABLE'],
  },
  deleteWebhook: {
    method: 'DELETE',
    path: '/api/v1/webhooks/{webhookId}',
    access: 'admin',
    tag: 'webhooks',
    summary: 'Delete a webhook; its signals stay',
    responses: { 204: { description: 'It is gone.' } },
    errors: ['WEBHOOK_UNKNOWN', 'STORAGE_UNAVAILABLE'],
  },
  rotateWebhook: {
    method: 'POST',
    path: '/api/v1/webhooks/{webhookId}/rotate',
    access: 'admin',
    tag: 'webhooks',
    summary: 'Make a new secret; it is shown once',
    body: webhookRotation,
    bodyOptional: true,
    responses: { 200: withSecret },
    errors: ['WEBHOOK_UNKNOWN', 'STORAGE_UNAVAILABLE'],
  },
  sendAlert: {
    method: 'POST',
    path: '/hook/{webhookId}',
    access: 'webhook',
    tag: 'alerts',
    summary: 'Send an alert, with the secret in its text',
    description: 'The body is the alert text in any known format and with any content type, at most 64 KiB.',
    bodyKind: 'text',
    responses: SIGNAL_RESPONSES,
    errors: ALERT_ERRORS,
  },
  sendAlertWithPathSecret: {
    method: 'POST',
    path: '/hook/{webhookId}/{secret}',
    access: 'webhook',
    tag: 'alerts',
    summary: 'Send an alert, with the secret in the address',
    description:
      'The weaker choice: addresses end up in the logs of proxies. For formats that can carry no secret in their text.',
    bodyKind: 'text',
    responses: SIGNAL_RESPONSES,
    errors: ALERT_ERRORS,
  },
});
