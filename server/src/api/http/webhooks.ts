/** Webhooks over REST: made, changed, rotated. A secret is in the answer that makes it and nowhere else. */
import { parseInterval } from '#domain/schedule.ts';
import type { Route } from '#domain/route.ts';
import { createRoute, routeToDocument, upperCased } from '#runtime/route-document.ts';
import type { Webhook } from '#runtime/webhook.ts';
import { isAddressOrRange } from '../auth/address-list.ts';
import { type Answer, type Call, type Handlers, ok, refuse, refuseWith, storing } from './call.ts';
import { present, readDecimal } from './orders.ts';
import type { HttpServerOptions } from './server-options.ts';

type WebhookHandlers = Pick<
  Handlers,
  'listWebhooks' | 'createWebhook' | 'getWebhook' | 'updateWebhook' | 'deleteWebhook' | 'rotateWebhook'
>;
type RouteChange = NonNullable<Call<'updateWebhook'>['body']['route']>;

/** Handlers of the webhooks. */
export function createWebhookHandlers(
  options: Pick<HttpServerOptions, 'webhooks' | 'desk' | 'settings'>,
): WebhookHandlers {
  const { webhooks } = options;
  return {
    listWebhooks: () => ok(webhooks.list().map(show)),
    createWebhook: (call) => createWebhook(options, call),
    getWebhook({ params }) {
      const id = params['webhookId'] ?? '';
      const webhook = webhooks.get(id);
      return webhook === undefined ? refuse('WEBHOOK_UNKNOWN', { webhook: id }) : ok(show(webhook));
    },
    updateWebhook: (call) => updateWebhook(options, call),
    async deleteWebhook({ params }) {
      const id = params['webhookId'] ?? '';
      return storing(async () =>
        (await webhooks.delete(id)) ? { kind: 'answer', status: 204 } : refuse('WEBHOOK_UNKNOWN', { webhook: id }),
      );
    },
    async rotateWebhook({ params, body }) {
      const id = params['webhookId'] ?? '';
      return storing(async () => {
        const rotated = await webhooks.rotate(id, body?.keepOld ?? false);
        if (rotated === undefined) return refuse('WEBHOOK_UNKNOWN', { webhook: id });
        return ok({ ...show(rotated.webhook), secret: rotated.secret });
      });
    },
  };
}

function show(webhook: Webhook) {
  return {
    id: webhook.id,
    name: webhook.name,
    enabled: webhook.enabled,
    path: `/hook/${webhook.id}`,
    secrets: webhook.secretHashes.length,
    route: routeToDocument(webhook.route),
    tradingViewOnly: webhook.tradingViewOnly,
    allowedIps: webhook.allowedIps,
    createdAt: new Date(webhook.createdAt).toISOString(),
  };
}

type Options = Pick<HttpServerOptions, 'webhooks' | 'desk' | 'settings'>;

async function createWebhook(options: Options, { body }: Call<'createWebhook'>): Promise<Answer> {
  const change = body.route ?? {};
  const mistake = mistakeIn(options, change, body.allowedIps);
  if (mistake !== undefined) return mistake;
  const accounts = change.accounts ?? [options.desk.defaultAccount()];
  const route = changedRoute(createRoute(accounts, { maxAgeMs: options.settings().signalMaxAgeMs }), change);
  const problem = options.desk.routeProblem(route);
  if (problem !== undefined) return refuseWith(problem);
  return storing(async () => {
    const { webhook, secret } = await options.webhooks.create({
      name: body.name,
      route,
      ...present('tradingViewOnly', body.tradingViewOnly),
      ...present('allowedIps', body.allowedIps),
    });
    return { kind: 'answer', status: 201, body: { ...show(webhook), secret } };
  });
}

async function updateWebhook(options: Options, { params, body }: Call<'updateWebhook'>): Promise<Answer> {
  const id = params['webhookId'] ?? '';
  const old = options.webhooks.get(id);
  if (old === undefined) return refuse('WEBHOOK_UNKNOWN', { webhook: id });
  const mistake = mistakeIn(options, body.route ?? {}, body.allowedIps);
  if (mistake !== undefined) return mistake;
  const route = body.route === undefined ? undefined : changedRoute(old.route, body.route);
  const problem = route === undefined || !renames(body.route) ? undefined : options.desk.routeProblem(route);
  if (problem !== undefined) return refuseWith(problem);
  return storing(async () => {
    const changed = await options.webhooks.update(id, {
      ...present('name', body.name),
      ...present('enabled', body.enabled),
      ...present('tradingViewOnly', body.tradingViewOnly),
      ...present('allowedIps', body.allowedIps),
      ...present('route', route),
    });
    return changed === undefined ? refuse('WEBHOOK_UNKNOWN', { webhook: id }) : ok(show(changed));
  });
}

/** What it names is looked at when it changes: an instrument may have been delisted since, and the rest still be changed. */
function renames(change: RouteChange | undefined): boolean {
  return change?.symbolMap !== undefined || change?.defaultSymbol !== undefined || change?.accounts !== undefined;
}

/** What a schema can't see: accounts that do not exist, zones nobody knows, addresses that are none. */
function mistakeIn(
  { desk }: Options,
  change: RouteChange,
  allowedIps: readonly string[] | undefined,
): Answer | undefined {
  const account = change.accounts?.find((id) => desk.account(id) === undefined);
  if (account !== undefined) return refuse('ACCOUNT_UNKNOWN', { account });
  const address = allowedIps?.find((entry) => !isAddressOrRange(entry));
  if (address !== undefined) return refuse('BODY_FIELD_INVALID', { field: 'allowedIps', problem: address });
  for (const window of change.windows ?? []) {
    const outcome = parseInterval(exactWindow(window));
    if (outcome.kind === 'refused') return refuseWith({ code: outcome.code, values: outcome.values });
  }
  const quantity = change.defaultQuantity;
  if (quantity !== undefined && quantity !== null && readDecimal(quantity) <= 0n) {
    return refuse('BODY_FIELD_INVALID', { field: 'route.defaultQuantity', problem: 'expected more than 0' });
  }
  return undefined;
}

/** What was checked, without the absent written down as undefined. */
function exactWindow({ days, ...times }: NonNullable<RouteChange['windows']>[number]) {
  return days === undefined ? times : { ...times, days };
}

/** The route with the change applied; null takes an optional setting away. */
function changedRoute(route: Route, change: RouteChange): Route {
  const { symbolMap, defaultQuantity, format, defaultSymbol, defaultQuantityUnit, windows, ...plain } = change;
  const changed: Record<string, unknown> = { ...route };
  for (const [name, value] of Object.entries(plain)) if (value !== undefined) changed[name] = value;
  if (symbolMap !== undefined) changed['symbolMap'] = upperCased(symbolMap);
  if (windows !== undefined) changed['windows'] = windows.map(exactWindow);
  const quantity =
    typeof defaultQuantity === 'string' || typeof defaultQuantity === 'number'
      ? readDecimal(defaultQuantity)
      : defaultQuantity;
  for (const [name, value] of Object.entries({
    defaultQuantity: quantity,
    format,
    defaultSymbol,
    defaultQuantityUnit,
  })) {
    if (value === null) delete changed[name];
    else if (value !== undefined) changed[name] = value;
  }
  return changed as unknown as Route;
}
