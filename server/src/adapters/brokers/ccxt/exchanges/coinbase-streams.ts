/** Coinbase's socket: after each subscription it lists all that stand; what is missing in the list stands no more. */
import { fieldsOf } from '../client-values.ts';
import { entriesOf, nameOf, type StreamTalk } from '../stream-talk.ts';

const USER = 'user';

export const COINBASE_STREAMS: StreamTalk = {
  params: () => ({}),
  forAll: true,
  asks: ({ type, channel }) => (type === 'subscribe' ? [nameOf(channel)] : []),
  says: ({ channel, events }) => {
    if (channel !== 'subscriptions') return undefined;
    const stands = entriesOf(events).flatMap((event) => Object.keys(fieldsOf(event.subscriptions)));
    return stands.includes(USER) ? { stands } : { stands, ended: [USER] };
  },
};
