/** Bybit's private socket: topics for the whole account, each request answered under its own id. */
import { nameOf, type StreamTalk } from '../stream-talk.ts';

export const BYBIT_STREAMS: StreamTalk = {
  params: () => ({}),
  forAll: true,
  asks: ({ op, req_id: id, args }) => {
    if (op === 'auth') return ['auth'];
    return op === 'subscribe' ? [id === undefined ? nameOf(String(args)) : nameOf(id)] : [];
  },
  says: ({ op, req_id: id, success }) => {
    if (op !== 'auth' && op !== 'subscribe' && op !== 'unsubscribe') return undefined;
    const name = op === 'auth' ? 'auth' : nameOf(id);
    return success === true && op !== 'unsubscribe' ? { stands: [name] } : { ended: [name] };
  },
};
