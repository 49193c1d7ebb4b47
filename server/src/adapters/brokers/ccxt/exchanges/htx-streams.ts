/** HTX's private sockets: that of spot names its channels, that of swaps its topics; both confirm by the same name. */
import type { Fields } from '../client-values.ts';
import { type ChannelNews, LINE, nameOf, type StreamTalk, typeParams } from '../stream-talk.ts';

const isFine = (code: unknown): boolean => code === 200 || code === 0;

/** The name of what a message is about: a login, a channel of spot, a topic of swaps. */
function subjectOf({ action, op, ch, topic, cid }: Fields): string | undefined {
  if (op === 'auth' || (action === 'req' && ch === 'auth')) return 'auth';
  if (action === 'sub' || action === 'unsub') return nameOf(ch);
  return op === 'sub' || op === 'unsub' ? nameOf(topic, cid) : undefined;
}

export const HTX_STREAMS: StreamTalk = {
  params: typeParams,
  // Of swaps the message names the match, and the answer the part of it that is ours.
  tradesByOrder: true,
  asks: (sent) => {
    const subject = sent.action === 'unsub' || sent.op === 'unsub' ? undefined : subjectOf(sent);
    return subject === undefined ? [] : [subject];
  },
  says: (heard): ChannelNews | undefined => {
    if (heard.op === 'close') return { ended: [LINE] };
    const subject = subjectOf(heard);
    if (subject === undefined) return undefined;
    const isGone = heard.action === 'unsub' || heard.op === 'unsub' || !isFine(heard.code ?? heard['err-code']);
    return isGone ? { ended: [subject] } : { stands: [subject] };
  },
};
