/**
 * MEXC's private sockets: spot's channels by a listen key, confirmed or refused by name in a message that the client takes
 * for nothing; of contracts everything of the account comes after the login.
 */
import { nameOf, type StreamTalk } from '../stream-talk.ts';

const CHANNEL = /spot@[\w.@-]+/g;

export const MEXC_STREAMS: StreamTalk = {
  params: (market) => ({ type: market }),
  asks: ({ method, params }) => {
    if (method === 'login') return ['login'];
    return method === 'SUBSCRIPTION' && Array.isArray(params) ? params.map((name) => nameOf(name)) : [];
  },
  says: ({ channel, data, msg }) => {
    if (channel === 'rs.login') return data === 'success' ? { stands: ['login'] } : { ended: ['login'] };
    if (typeof msg !== 'string' || !msg.includes('@')) return undefined;
    const names = msg.match(CHANNEL) ?? [];
    return /not subscribed/i.test(msg) ? { ended: names } : { stands: names };
  },
};
