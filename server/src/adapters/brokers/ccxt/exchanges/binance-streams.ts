/** Binance's private sockets: spot's is subscribed to by a signed message, futures' is opened by its listen key. */
import { fieldsOf } from '../client-values.ts';
import { LINE, nameOf, type StreamTalk, typeParams } from '../stream-talk.ts';

/** What ends a stream whose socket stays open. */
const ENDS: ReadonlySet<unknown> = new Set(['eventStreamTerminated', 'listenKeyExpired', 'serverShutdown']);

export const BINANCE_STREAMS: StreamTalk = {
  params: typeParams,
  asks: ({ method, id }) => (method === 'userDataStream.subscribe.signature' ? [nameOf(id)] : []),
  says: ({ id, result, status, e, event }) => {
    if (ENDS.has(e) || ENDS.has(fieldsOf(event).e)) return { ended: [LINE] };
    if (id === undefined || status === undefined) return undefined;
    return result === undefined ? { ended: [nameOf(id)] } : { stands: [nameOf(id)] };
  },
  byAddress: (url) => url.includes('listenKey=') || /\/ws\/\w{60,}$/.test(url),
};
