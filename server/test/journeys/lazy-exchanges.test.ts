/** Nothing of an exchange is loaded before an account needs it, and then only of that one. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type DoorClient } from '../process/door-client.ts';
import { commandLineKey, type ServerProcess, startProcess } from '../process/server-process.ts';

const RECORDER = pathToFileURL(join(import.meta.dirname, '..', 'process', 'record-modules.mjs')).href;
/** Names and shapes, which cost nothing. */
const NAMES_ONLY = /brokers\/ccxt\/(?:exchange-name|exchange-profiles)\.ts/;

let directory: string;
let server: ServerProcess;
let client: DoorClient;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'signalbox-lazy-'));
  const environment = { NODE_OPTIONS: `--import=${RECORDER}`, SIGNALBOX_TEST_MODULES: join(directory, 'modules') };
  server = await startProcess({ dataDirectory: join(directory, 'data'), environment });
  client = createClient(server.ready.url, commandLineKey(join(directory, 'data')));
}, 60_000);
afterAll(async () => {
  await server.kill();
  rmSync(directory, { recursive: true, force: true });
});

const loaded = (): string[] => readFileSync(join(directory, 'modules'), 'utf8').trim().split('\n');
const ofExchanges = (): string[] =>
  loaded().filter(
    (url) => (url.includes('/brokers/ccxt/') && !NAMES_ONLY.test(url)) || url.includes('/node_modules/ccxt/'),
  );

describe('a server with a paper account alone', () => {
  it('has loaded nothing of any exchange', async () => {
    expect((await client.get('/api/v1/accounts')).status).toBe(200);
    expect(loaded().some((url) => url.includes('/paper-broker.ts'))).toBe(true);
    expect(ofExchanges()).toEqual([]);
  });

  it('loads the one exchange that an account is at, and no other', async () => {
    const fields = { id: 'bin', exchange: 'binance', environment: 'emulated', endpoint: 'http://127.0.0.1:9' };
    const added = await client.post('/api/v1/accounts', { ...fields, keys: { apiKey: 'key', secret: 'secret' } });
    expect(added.status).toBe(201);
    const classes = ofExchanges().filter((url) => /\/ccxt\/js\/src\/pro\/\w+\.js$/.test(url));
    expect(classes.map((url) => url.split('/').at(-1))).toEqual(['binance.js']);
  });
});
