/** `key create | list | revoke`: who may ask the server for what. */
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Invocation, optionChoice } from './invocation.ts';
import { connect } from './server-connection.ts';
import { renderTable } from './table.ts';
import { TEXTS } from './texts.ts';
import type { ApiKey, ApiKeyWithToken } from './wire-shapes.ts';
import { label, localTime } from './words.ts';

const SCOPES = ['read', 'trade', 'admin'] as const;

/** Makes a key and prints its token, which nobody can show again. */
export async function runKeyCreate(invocation: Invocation): Promise<ExitCode> {
  const { terminal, args } = invocation;
  const scope = optionChoice(invocation, 'scope', SCOPES);
  const body = { name: args[0], scope };
  const { body: key } = await connect(invocation).ask<ApiKeyWithToken>('POST', '/api/v1/keys', { body });
  if (terminal.isJson) terminal.json(key);
  else terminal.line(terminal.text(TEXTS.keyMade, { token: key.token }));
  return EXIT.ok;
}

/** Lists the keys, without their secrets. */
export async function runKeyList(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const keys = await connect(invocation).get<readonly ApiKey[]>('/api/v1/keys');
  if (terminal.isJson) {
    terminal.json(keys);
    return EXIT.ok;
  }
  const titles = (['id', 'name', 'scope', 'made', 'lastUsed'] as const).map((name) => ({
    title: label(terminal, name),
  }));
  const rows = keys.map((key) => [
    key.id,
    key.name,
    key.scope,
    localTime(key.createdAt),
    key.lastUsedAt === undefined ? '' : localTime(key.lastUsedAt),
  ]);
  for (const line of renderTable(titles, rows)) terminal.line(line);
  return EXIT.ok;
}

/** Revokes a key; requests with it are refused from now on. */
export async function runKeyRevoke(invocation: Invocation): Promise<ExitCode> {
  const { terminal, args } = invocation;
  const id = args[0] ?? '';
  await connect(invocation).ask('DELETE', `/api/v1/keys/${encodeURIComponent(id)}`);
  if (terminal.isJson) terminal.json({ id, revoked: true });
  else terminal.line(terminal.text(TEXTS.keyRevoked, { id }));
  return EXIT.ok;
}
