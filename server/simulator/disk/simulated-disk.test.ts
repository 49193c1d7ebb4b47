/** The simulated disk keeps the promises that the real store keeps. */
import { describeInbox } from '#ports/inbox.conformance.ts';
import { describeJournal } from '#ports/journal.conformance.ts';
import { describeStore } from '#ports/store.conformance.ts';
import { openSimulated } from './test/disk-bench.ts';

describeJournal('the simulated disk', openSimulated);
describeInbox('the simulated disk', openSimulated);
describeStore('the simulated disk', openSimulated);
