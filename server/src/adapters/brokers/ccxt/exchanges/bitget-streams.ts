/** Bitget's private socket: channels by kind of product; plan orders have a channel of their own. */
import { type Fields, fieldsOf } from '../client-values.ts';
import { entriesOf, nameOf, type StreamTalk, typeParams } from '../stream-talk.ts';

const channelOf = ({ channel, instType, instId }: Fields): string => nameOf(channel, instType, instId);

export const BITGET_STREAMS: StreamTalk = {
  params: typeParams,
  conditional: { trigger: true },
  asks: ({ op, args }) => {
    if (op === 'login') return ['login'];
    return op === 'subscribe' ? entriesOf(args).map(channelOf) : [];
  },
  says: ({ event, arg, code }) => {
    if (event === 'login') return nameOf(code) === '0' ? { stands: ['login'] } : { ended: ['login'] };
    if (event === 'subscribe') return { stands: [channelOf(fieldsOf(arg))] };
    return event === 'unsubscribe' ? { ended: [channelOf(fieldsOf(arg))] } : undefined;
  },
};
