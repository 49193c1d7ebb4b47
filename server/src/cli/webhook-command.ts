/** `webhook create | list | rotate | change | enable | disable | delete`: the doors for alerts, each with its secret and its route. */
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Invocation, optionGiven, optionText, usageError } from './invocation.ts';
import { connect, type ServerConnection } from './server-connection.ts';
import { renderFields, renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';
import { TEXTS } from './texts.ts';
import type { Webhook, WebhookWithSecret } from './wire-shapes.ts';
import { label, word } from './words.ts';

/** Makes a webhook and prints its address, its secret and a message to paste into an alert. */
export async function runWebhookCreate(invocation: Invocation): Promise<ExitCode> {
  const connection = connect(invocation);
  const body = {
    name: invocation.args[0],
    route: routeOf(invocation),
    ...(optionGiven(invocation, 'tradingviewOnly') ? { tradingViewOnly: true } : {}),
  };
  const { body: webhook } = await connection.ask<WebhookWithSecret>('POST', '/api/v1/webhooks', { body });
  return printSecret(invocation.terminal, connection, webhook);
}

/** What was said about the route; the server checks it and fills in the rest. */
function routeOf(invocation: Invocation): Record<string, unknown> {
  const accounts = optionText(invocation, 'account');
  const given = {
    mode: optionText(invocation, 'mode'),
    format: optionText(invocation, 'format'),
    defaultSymbol: optionText(invocation, 'defaultSymbol'),
    defaultQuantity: optionText(invocation, 'defaultQuantity'),
    defaultQuantityUnit: optionText(invocation, 'defaultQuantityUnit'),
    levelUnit: optionText(invocation, 'levelUnit'),
    accounts: accounts?.split(',').map((id) => id.trim()),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Makes a new secret and prints it; the old one ends unless it is to be kept. */
export async function runWebhookRotate(invocation: Invocation): Promise<ExitCode> {
  const connection = connect(invocation);
  const path = `${pathOf(invocation)}/rotate`;
  const body = { keepOld: optionGiven(invocation, 'keepOld') };
  const { body: webhook } = await connection.ask<WebhookWithSecret>('POST', path, { body });
  return printSecret(invocation.terminal, connection, webhook);
}

function printSecret(terminal: Terminal, { url }: ServerConnection, webhook: WebhookWithSecret): ExitCode {
  const address = `${url}${webhook.path}`;
  if (terminal.isJson) {
    terminal.json({ ...webhook, url: address });
    return EXIT.ok;
  }
  // The placeholders are TradingView's; the id makes an alert that is sent twice count once.
  const message =
    `{"signalbox":1,"secret":"${webhook.secret}","id":"{{strategy.order.id}} {{timenow}}","time":"{{timenow}}",` +
    '"action":"{{strategy.order.action}}","symbol":"{{ticker}}","quantity":"{{strategy.order.contracts}}"}';
  const fields = [
    [label(terminal, 'id'), webhook.id],
    [terminal.text(TEXTS.webhookAddress), address],
    [terminal.text(TEXTS.webhookSecret), webhook.secret],
    [terminal.text(TEXTS.webhookMessage), message],
  ] as const;
  for (const line of renderFields(fields)) terminal.line(line);
  return EXIT.ok;
}

/** Changes the route; what is not named stays. Its secret stays too. */
export async function runWebhookChange(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const name = optionText(invocation, 'name');
  const route = routeOf(invocation);
  const body = {
    ...(name === undefined ? {} : { name }),
    ...(Object.keys(route).length === 0 ? {} : { route }),
    ...(optionGiven(invocation, 'tradingviewOnly') ? { tradingViewOnly: true } : {}),
  };
  if (Object.keys(body).length === 0) throw usageError(terminal.text(TEXTS.changeEmpty));
  const connection = connect(invocation);
  const { body: webhook } = await connection.ask<Webhook>('PATCH', pathOf(invocation), { body });
  return printList(terminal, connection, webhook);
}

/** Takes alerts again. */
export function runWebhookEnable(invocation: Invocation): Promise<ExitCode> {
  return setEnabled(invocation, true);
}

/** Takes no more alerts; they are answered with a refusal and never replayed. */
export function runWebhookDisable(invocation: Invocation): Promise<ExitCode> {
  return setEnabled(invocation, false);
}

async function setEnabled(invocation: Invocation, enabled: boolean): Promise<ExitCode> {
  const connection = connect(invocation);
  const { body: webhook } = await connection.ask<Webhook>('PATCH', pathOf(invocation), { body: { enabled } });
  return printList(invocation.terminal, connection, webhook);
}

/** Takes the webhook away; its address answers nobody from now on. */
export async function runWebhookDelete(invocation: Invocation): Promise<ExitCode> {
  const { terminal, args } = invocation;
  const id = args[0] ?? '';
  await connect(invocation).ask('DELETE', pathOf(invocation));
  if (terminal.isJson) terminal.json({ id, deleted: true });
  else terminal.line(terminal.text(TEXTS.webhookDeleted, { id }));
  return EXIT.ok;
}

const pathOf = ({ args }: Invocation): string => `/api/v1/webhooks/${encodeURIComponent(args[0] ?? '')}`;

/** Lists the webhooks, without their secrets. */
export async function runWebhookList(invocation: Invocation): Promise<ExitCode> {
  const connection = connect(invocation);
  return printList(invocation.terminal, connection, await connection.get<readonly Webhook[]>('/api/v1/webhooks'));
}

function printList(terminal: Terminal, { url }: ServerConnection, document: Webhook | readonly Webhook[]): ExitCode {
  if (terminal.isJson) {
    terminal.json(document);
    return EXIT.ok;
  }
  const webhooks = [document].flat();
  const names = ['id', 'name', 'enabled', 'mode', 'accounts', 'format', 'address'] as const;
  const rows = webhooks.map((webhook) => [
    webhook.id,
    webhook.name,
    word(terminal, webhook.enabled),
    word(terminal, webhook.route.mode),
    webhook.route.accounts.join(', '),
    webhook.route.format ?? '',
    `${url}${webhook.path}`,
  ]);
  const columns = names.map((name) => ({ title: label(terminal, name) }));
  for (const line of webhooks.length === 0 ? [terminal.text(TEXTS.none)] : renderTable(columns, rows)) {
    terminal.line(line);
  }
  return EXIT.ok;
}
