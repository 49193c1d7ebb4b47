/** API keys over REST, the set-up code that is traded for the first one, and the tokens they are traded for. */
import type { ApiKey } from '../auth/api-keys.ts';
import { type Handlers, ok, refuse, refuseWith, storing } from './call.ts';
import { present } from './orders.ts';
import type { HttpServerOptions } from './server-options.ts';

type KeyHandlers = Pick<Handlers, 'createAccessToken' | 'listKeys' | 'createKey' | 'revokeKey' | 'redeemSetupCode'>;

const FIRST_KEY_NAME = 'first key';

/** Handlers of the keys. */
export function createKeyHandlers({
  apiKeys,
  accessTokens,
  setupCode,
}: Pick<HttpServerOptions, 'apiKeys' | 'accessTokens' | 'setupCode'>): KeyHandlers {
  const create = (name: string, scope: ApiKey['scope']) =>
    storing(async () => {
      const { key, token } = await apiKeys.create({ name, scope });
      return { kind: 'answer', status: 201, body: { ...show(key), token } };
    });
  return {
    createAccessToken({ key }) {
      // Nobody is admitted to this without a key.
      if (key === undefined) return refuse('UNAUTHENTICATED');
      const issue = accessTokens.issue(key);
      if (issue.kind === 'unavailable') return refuseWith(issue.reason);
      const { token, lifetimeSeconds } = issue;
      return ok({ access_token: token, token_type: 'bearer', expires_in: lifetimeSeconds, scope: key.scope });
    },
    listKeys: () => ok(apiKeys.list().map(show)),
    createKey: ({ body }) => create(body.name, body.scope),
    revokeKey: ({ params }) =>
      storing(async () => {
        const id = params['keyId'] ?? '';
        return (await apiKeys.revoke(id)) ? { kind: 'answer', status: 204 } : refuse('NOT_FOUND', { id });
      }),
    redeemSetupCode({ body, countFailure }) {
      if (setupCode.redeem(body.code)) return create(body.name ?? FIRST_KEY_NAME, 'admin');
      const reason = countFailure();
      return reason.code === 'RATE_LIMITED' ? refuseWith(reason) : refuse('SETUP_CODE_INVALID');
    },
  };
}

function show(key: ApiKey) {
  const { id, name, scope, createdAt, lastUsedAt } = key;
  const used = lastUsedAt === undefined ? undefined : new Date(lastUsedAt).toISOString();
  return { id, name, scope, createdAt: new Date(createdAt).toISOString(), ...present('lastUsedAt', used) };
}
