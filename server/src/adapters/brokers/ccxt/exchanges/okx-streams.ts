/** OKX's private sockets: channels by name and kind of instrument; its algo orders have a channel and a socket of their own. */
import { type Fields, fieldsOf } from '../client-values.ts';
import { entriesOf, LINE, nameOf, type StreamTalk } from '../stream-talk.ts';

/** The line will be closed soon, for a change of the exchange's own. */
const CLOSING = '64008';

const channelOf = ({ channel, instType }: Fields): string => nameOf(channel, instType);

export const OKX_STREAMS: StreamTalk = {
  params: () => ({}),
  forAll: true,
  conditional: { trigger: true },
  asks: ({ op, args }) => {
    if (op === 'login') return ['login'];
    return op === 'subscribe' ? entriesOf(args).map(channelOf) : [];
  },
  says: (heard) => {
    const name = channelOf(fieldsOf(heard.arg));
    switch (heard.event) {
      case 'login':
        return heard.code === '0' ? { stands: ['login'] } : { ended: ['login'] };
      case 'subscribe':
        return { stands: [name] };
      case 'unsubscribe':
        return { ended: [name] };
      case 'channel-conn-count-error':
        // It names the channel and not the kind of instrument.
        return { ended: [LINE] };
      case 'notice':
        return heard.code === CLOSING ? { ended: [LINE] } : undefined;
      default:
        return undefined;
    }
  },
};
