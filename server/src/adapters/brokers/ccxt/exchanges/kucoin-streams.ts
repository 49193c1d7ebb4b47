/** KuCoin's private sockets: the token is the login, and each topic is confirmed under the id of its request. */
import { nameOf, type StreamTalk } from '../stream-talk.ts';

export const KUCOIN_STREAMS: StreamTalk = {
  params: (market) => ({ type: market }),
  conditional: { trigger: true },
  asks: ({ type, id }) => (type === 'subscribe' ? [nameOf(id)] : []),
  says: ({ type, id }) => {
    if (type === 'ack') return { stands: [nameOf(id)] };
    return type === 'error' ? { ended: [nameOf(id)] } : undefined;
  },
};
