/** The key that seals, from the environment: it takes the place of the file. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type DoorClient } from '../process/door-client.ts';
import { commandLineKey, type ServerProcess, startProcess } from '../process/server-process.ts';
import type { Wire } from './journey.ts';

const KEY = randomBytes(32).toString('base64');

let dataDirectory: string;
let server: ServerProcess;
let client: DoorClient;

async function start(environment: Readonly<Record<string, string>>): Promise<void> {
  server = await startProcess({ dataDirectory, environment });
  client = createClient(server.ready.url, commandLineKey(dataDirectory));
}

beforeAll(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'signalbox-sealed-'));
  await start({ SIGNALBOX_SECRET_KEY: KEY });
}, 60_000);
afterAll(async () => {
  await server.kill();
  rmSync(dataDirectory, { recursive: true, force: true });
});

const codes = async (): Promise<string[]> =>
  (await client.get('/api/v1/accounts/bin')).body.problems.map(({ code }: Wire) => code);

describe('a key of the environment', () => {
  it('seals, and no file is made', async () => {
    const keys = { apiKey: 'api-key', secret: 'secret' };
    const fields = { id: 'bin', exchange: 'binance', environment: 'emulated', endpoint: 'http://127.0.0.1:9', keys };
    expect((await client.post('/api/v1/accounts', fields)).status).toBe(201);
    expect(existsSync(join(dataDirectory, 'secret.key'))).toBe(false);
    expect(await codes()).toEqual(['VENUE_UNREACHABLE']);
  });

  it('that is not there keeps the account down and the server up, until it is there again', async () => {
    await server.stop();
    await start({});
    expect(await codes()).toEqual(['SECRET_KEY_MISSING']);
    await server.stop();
    await start({ SIGNALBOX_SECRET_KEY: KEY });
    expect(await codes()).toEqual(['VENUE_UNREACHABLE']);
  });

  it('that is none says so and is not repeated', async () => {
    await server.stop();
    await start({ SIGNALBOX_SECRET_KEY: 'too-short-a-key' });
    const { body } = await client.get('/api/v1/accounts/bin');
    expect(body.problems).toEqual([
      { code: 'SECRET_KEY_INVALID', values: expect.objectContaining({ place: 'SIGNALBOX_SECRET_KEY' }) },
    ]);
    expect(JSON.stringify(body) + server.complaints()).not.toContain('too-short-a-key');
  });
});
