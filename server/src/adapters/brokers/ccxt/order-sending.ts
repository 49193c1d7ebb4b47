/**
 * Sends orders, cancels and amends: each is one call and at most one request, which is inspected as it leaves. Never throws.
 * What never left is refused with a code of ours; what left and was not refused by the venue's own code is ambiguous. An id
 * that this process has already handed over is not sent a second time: the order is looked up instead.
 */
import type { ApprovedAmend, ApprovedOrder } from '#domain/approved-order.ts';
import { isOwnId } from '#domain/derived-id.ts';
import type { Quote } from '#domain/market.ts';
import type { OrderRequest, Reason } from '#domain/order.ts';
import type { QueryAnswer } from '#domain/report.ts';
import type { AmendOutcome, CancelOutcome, CancelTarget, PlaceOutcome } from '#ports/broker.ts';
import type { AccountDesk } from './account-desk.ts';
import { amendCall } from './amend-call.ts';
import type { OutgoingRequest } from './attempt.ts';
import { cancelCall } from './cancel-call.ts';
import type { CallResult } from './client-transport.ts';
import type { KnownOrder } from './known-orders.ts';
import { orderCall } from './order-call.ts';
import { readOrder, type SeenOrder } from './order-reading.ts';
import { ModeRefusals } from './mode-refusals.ts';
import { amendVerdict, cancelVerdict, placeVerdict, type PlaceVerdict, type RefusalCause } from './outcome.ts';
import type { OrderTarget, OutgoingCall } from './profile.ts';
import type { Lane } from './rate-lanes.ts';
import { toldByUs, toldByVenue, type ToldRefusal } from './refusal-report.ts';
import type { ListedInstrument } from './market-instruments.ts';
import { SymbolTerms } from './symbol-terms.ts';
import { triggerPrice } from './trigger-price.ts';
import { inspectRequest } from './wire-guard.ts';

export interface OrderSenderOptions {
  readonly desk: AccountDesk;
  /** Looks an order up. */
  readonly query: (target: CancelTarget) => Promise<QueryAnswer>;
  /** What an answer showed of an order, beside its outcome: it may have filled already. */
  readonly onSeen: (seen: SeenOrder) => void;
  /** The venue's price, as far as it is watched. */
  readonly quote: (instrumentId: string) => Quote | undefined;
  /** The venue has other terms of an instrument than the account has here: told once for each change. */
  readonly onTermsChanged: (reason: Reason) => void;
}

const CANCEL_TRIES = 2;

export class OrderSender {
  readonly #options: OrderSenderOptions;
  readonly #symbolTerms: SymbolTerms;
  readonly #modeRefusals: ModeRefusals;

  constructor(options: OrderSenderOptions) {
    this.#options = options;
    this.#symbolTerms = new SymbolTerms(options.desk, options.onTermsChanged);
    this.#modeRefusals = new ModeRefusals(options.desk);
  }

  async place(order: ApprovedOrder): Promise<PlaceOutcome> {
    const { desk } = this.#options;
    const { clientOrderId, request } = order;
    const listed = desk.listing.byId(request.instrumentId);
    if (listed === undefined) {
      return this.#refused(clientOrderId, { code: 'SYMBOL_UNKNOWN', values: { symbol: request.instrumentId } });
    }
    if (!isOwnId(clientOrderId)) {
      const values = { venue: desk.venue.profile.title, detail: 'its id is none of ours' };
      return this.#refused(clientOrderId, { code: 'REQUEST_NOT_BUILT', values });
    }
    const known = desk.note(clientOrderId, listed);
    if (known.placing !== undefined) return await this.#again(known);
    known.side = request.side;
    known.type = request.type;
    known.sentAt = desk.now();
    known.sentMonotonic = desk.venue.clock.monotonic();
    known.listedSince = Math.min(known.sentAt, desk.venue.line.offset.venueNowAtLeast());
    known.placing = this.#send(order, listed, known);
    const outcome = await known.placing;
    // Nothing of it left, or the venue has said that it does not have it: the id is as good as unused.
    if (outcome.kind === 'rejected') delete known.placing;
    if (outcome.kind === 'accepted') known.acceptedTold = true;
    return outcome;
  }

  /** The terms that opening orders rest on. */
  get symbolTerms(): SymbolTerms {
    return this.#symbolTerms;
  }

  async cancel(target: CancelTarget): Promise<CancelOutcome> {
    const { desk } = this.#options;
    const { clientOrderId, instrumentId } = target;
    const listed = desk.listing.byId(instrumentId);
    const refused = (venueCode: string, message: string): CancelOutcome => {
      return { kind: 'cancel_rejected', clientOrderId, venueCode, message, time: desk.now() };
    };
    if (listed === undefined) return refused('SYMBOL_UNKNOWN', `no instrument ${instrumentId}`);
    if (!isOwnId(clientOrderId)) return await this.#cancelForeign(target, listed);
    const known = desk.note(clientOrderId, listed);
    for (let tries = 1; ; tries += 1) {
      const call = cancelCall(desk.venue.profile, {
        ...desk.targetOf(known, target.venueOrderId),
        ...this.#triggered(known),
      });
      if (call.kind === 'call') {
        const venueOrderId = known.venueOrderId ?? target.venueOrderId;
        const outcome = await this.#sendCancel({ clientOrderId, ...(venueOrderId && { venueOrderId }) }, call);
        if (outcome !== 'gone') return outcome;
      }
      // Gone from the book it was looked for in, or not known in which it is: the order itself tells.
      const answer = await this.#options.query(target);
      if (answer.kind === 'unreachable') return this.#ambiguous(clientOrderId, answer.detail);
      if (answer.kind === 'not_found') return refused('ORDER_NOT_FOUND', 'the venue has no such order');
      const { status } = answer.order;
      if (status !== 'open') return refused('ORDER_NOT_CANCELABLE', `the order is ${status}`);
      if (tries >= CANCEL_TRIES) return this.#ambiguous(clientOrderId, 'the order is open and could not be canceled');
    }
  }

  async amend(amend: ApprovedAmend): Promise<AmendOutcome> {
    const { desk } = this.#options;
    const { clientOrderId, instrumentId } = amend;
    const listed = desk.listing.byId(instrumentId);
    const told = (refusal: ToldRefusal): AmendOutcome => {
      return { kind: 'amend_rejected', clientOrderId, ...refusal, time: desk.now() };
    };
    const refused = (venueCode: string, message: string): AmendOutcome => told({ venueCode, message });
    if (listed === undefined) return refused('SYMBOL_UNKNOWN', `no instrument ${instrumentId}`);
    if (!isOwnId(clientOrderId)) return refused('ORDER_NOT_AMENDABLE', 'the order was placed by somebody else');
    const known = desk.note(clientOrderId, listed);
    if (known.side === undefined || known.type === undefined) {
      const answer = await this.#options.query(amend);
      if (answer.kind === 'unreachable') return refused('VENUE_UNREACHABLE', answer.detail);
      if (answer.kind === 'not_found') return refused('ORDER_NOT_FOUND', 'the venue has no such order');
      known.side = answer.order.side;
      known.type = answer.order.type;
    }
    const { side, type, venueOrderId } = known;
    const { instrument, market } = listed;
    const withId = venueOrderId === undefined ? amend : { ...amend, venueOrderId };
    const { profile } = desk.venue;
    const call = amendCall({ amend: withId, side, type, instrument, market, account: desk.connection.terms, profile });
    if (call.kind === 'denied') return told(toldByUs(call.reason));
    if (call.kind === 'look_up') return refused('ORDER_NOT_AMENDABLE', 'the order can not be named to the venue');
    const { quantity, limitPrice, stopPrice } = amend;
    known.amendTo = { quantity, ...(limitPrice && { limitPrice }), ...(stopPrice && { stopPrice }) };
    const outcome = await this.#sendAmend(amend, call);
    // What nobody could tell may still show.
    if (outcome.kind !== 'ambiguous') known.amendTo = undefined;
    return outcome;
  }

  async #sendAmend(amend: ApprovedAmend, call: OutgoingCall): Promise<AmendOutcome> {
    const { desk } = this.#options;
    const { clientOrderId } = amend;
    const { profile } = desk.venue;
    const told = (refusal: ToldRefusal): AmendOutcome => {
      return { kind: 'amend_rejected', clientOrderId, ...refusal, time: desk.now() };
    };
    const result = await this.#sendInspected(call, { lane: 'close' });
    const verdict = amendVerdict(desk.heard(result));
    switch (verdict.kind) {
      case 'amended':
        this.#tellSeen(result);
        return profile.amendsLater === true
          ? await this.#shown(amend)
          : this.#amended(amend, seenIn(result)?.updatedAt);
      case 'gone':
        return told({ venueCode: 'ORDER_NOT_AMENDABLE', message: 'the order is not open any more' });
      case 'rejected':
        this.#react(verdict.cause);
        return told(toldByVenue(profile.title, verdict));
      case 'not_sent':
        return told(toldByUs(verdict.reason));
      case 'ambiguous':
        return this.#ambiguous(clientOrderId, verdict.detail);
    }
  }

  /** At the venue's time, by which the terms that it shows later are newer or older. */
  #amended({ clientOrderId, quantity, limitPrice, stopPrice }: ApprovedAmend, updatedAt: number | undefined) {
    const prices = { ...(limitPrice && { limitPrice }), ...(stopPrice && { stopPrice }) };
    const time = updatedAt ?? this.#options.desk.venue.line.offset.venueNow();
    return { kind: 'amended' as const, clientOrderId, quantity, ...prices, time };
  }

  /** The change was received: it counts when the order shows it. */
  async #shown(amend: ApprovedAmend): Promise<AmendOutcome> {
    const { quantity, limitPrice, stopPrice, clientOrderId } = amend;
    const answer = await this.#options.query(amend);
    if (answer.kind === 'found' && answer.order.status === 'open') {
      const { order } = answer;
      const isShown =
        order.quantity === quantity &&
        (limitPrice === undefined || order.limitPrice === limitPrice) &&
        (stopPrice === undefined || order.stopPrice === stopPrice);
      if (isShown) return this.#amended(amend, order.updatedAt);
    }
    return this.#ambiguous(clientOrderId, 'the change was received, and the order does not show it');
  }

  async #send(order: ApprovedOrder, listed: ListedInstrument, known: KnownOrder): Promise<PlaceOutcome> {
    const { desk, quote } = this.#options;
    const { clientOrderId, request, deadlineAt } = order;
    const { connection, venue } = desk;
    if (connection.client === undefined) return this.#refused(clientOrderId, unreachable(venue.profile.title));
    const lane = laneOf(request);
    const last = await triggerPrice(desk, { request, listed, lane }, quote(request.instrumentId));
    const call = orderCall({
      order,
      instrument: listed.instrument,
      market: listed.market,
      account: connection.terms,
      profile: venue.profile,
      ...(last === undefined ? {} : { lastPrice: last }),
    });
    if (call.kind === 'denied') return this.#refused(clientOrderId, call.reason);
    const obstacle = lane === 'create' ? await this.#symbolTerms.settle(listed) : undefined;
    if (obstacle !== undefined) return this.#refused(clientOrderId, obstacle);
    const result = await this.#sendInspected(call, { lane, leaveBefore: deadlineAt });
    const verdict = placeVerdict(desk.heard(result), call.outgoing.clientOrderId);
    const outcome = this.#outcomeOf(verdict, { known, result });
    if (verdict.kind !== 'rejected' || verdict.cause !== undefined || listed.market.kind !== 'swap') return outcome;
    const reason = await this.#modeRefusals.reasonFor(order.accountId);
    return outcome.kind === 'rejected' && reason !== undefined ? { ...outcome, reason } : outcome;
  }

  #outcomeOf(verdict: PlaceVerdict, { known, result }: { known: KnownOrder; result: CallResult }): PlaceOutcome {
    const { desk } = this.#options;
    const { clientOrderId, listed } = known;
    const time = desk.now();
    switch (verdict.kind) {
      case 'accepted': {
        const { venueOrderId } = verdict;
        known.venueOrderId = venueOrderId;
        desk.orders.linkVenueId(listed.market.symbol, venueOrderId, clientOrderId);
        this.#tellSeen(result);
        return { kind: 'accepted', clientOrderId, venueOrderId, time };
      }
      case 'rejected':
        this.#react(verdict.cause);
        if (desk.venue.profile.questions.otherMarginMode?.includes(verdict.venueCode) === true)
          this.#symbolTerms.forget(listed);
        return { kind: 'rejected', clientOrderId, ...toldByVenue(desk.venue.profile.title, verdict), time };
      case 'not_sent':
        return this.#refused(clientOrderId, verdict.reason);
      case 'ambiguous':
        return this.#ambiguous(clientOrderId, verdict.detail);
    }
  }

  /** Every call that changes something passes here, with what its request must say. */
  async #sendInspected(
    { call, wire }: OutgoingCall,
    terms: { readonly lane: Lane; readonly leaveBefore?: number },
  ): Promise<CallResult> {
    const { connection, venue } = this.#options.desk;
    const inspect = (request: OutgoingRequest): string | undefined => {
      return inspectRequest(wire, request, venue.profile.hosts);
    };
    return await connection.call(call, { ...terms, write: { inspect } });
  }

  /** What an order that was triggered goes by now: an id of its own, or ours among the plain orders. */
  #triggered({ workingOrderId, listed }: KnownOrder): Partial<OrderTarget> {
    if (workingOrderId === undefined) return {};
    const hasOurId = this.#options.desk.market(listed).triggeredIdField === undefined;
    return hasOurId ? { conditional: false, venueOrderId: workingOrderId } : { triggeredOrderId: workingOrderId };
  }

  /** An order that somebody else placed: by the id it has, ours or the venue's; it is not looked up. */
  async #cancelForeign(target: CancelTarget, listed: ListedInstrument): Promise<CancelOutcome> {
    const { desk } = this.#options;
    const { clientOrderId, venueOrderId } = target;
    const refused: CancelOutcome = {
      kind: 'cancel_rejected',
      clientOrderId,
      venueCode: 'ORDER_NOT_CANCELABLE',
      message: 'the order was placed by somebody else and can not be named to the venue',
      time: desk.now(),
    };
    if (venueOrderId === undefined) return refused;
    const conditional = desk.orders.isForeignStop(listed.market.symbol, venueOrderId);
    const hasNoName = clientOrderId === venueOrderId;
    const call = desk.market(listed).cancel({
      market: listed.market,
      account: desk.connection.terms,
      clientOrderId,
      venueOrderId,
      conditional,
      ...(hasNoName && !conditional ? { triggeredOrderId: venueOrderId } : {}),
    });
    const said = call === undefined ? [] : [call.wire.path, ...Object.values(call.wire.fields)].map(String);
    if (call === undefined || (hasNoName && !said.some((text) => text.includes(venueOrderId)))) return refused;
    const outcome = await this.#sendCancel({ clientOrderId, venueOrderId }, call);
    return outcome === 'gone' ? { ...refused, message: 'the order is not open any more' } : outcome;
  }

  async #sendCancel(
    known: Pick<KnownOrder, 'clientOrderId' | 'venueOrderId'>,
    call: OutgoingCall,
  ): Promise<CancelOutcome | 'gone'> {
    const { desk } = this.#options;
    const { clientOrderId } = known;
    const result = await this.#sendInspected(call, { lane: 'cancel' });
    const verdict = cancelVerdict(desk.heard(result));
    const time = desk.now();
    switch (verdict.kind) {
      case 'canceled': {
        const filledQuantity = seenIn(result)?.filledQuantity;
        return { kind: 'canceled', clientOrderId, ...(filledQuantity === undefined ? {} : { filledQuantity }), time };
      }
      case 'taken':
        // Without the venue's id of it: the order itself is asked for.
        if (known.venueOrderId === undefined) return this.#ambiguous(clientOrderId, 'the cancel is on its way');
        return { kind: 'accepted', clientOrderId, venueOrderId: known.venueOrderId, time };
      case 'gone':
        return 'gone';
      case 'rejected':
        this.#react(verdict.cause);
        return { kind: 'cancel_rejected', clientOrderId, ...toldByVenue(desk.venue.profile.title, verdict), time };
      case 'not_sent':
        return { kind: 'cancel_rejected', clientOrderId, ...toldByUs(verdict.reason), time };
      case 'ambiguous':
        return this.#ambiguous(clientOrderId, verdict.detail);
    }
  }

  /** The same id once more: what became of the first request is told, and nothing is sent. */
  async #again(known: KnownOrder): Promise<PlaceOutcome> {
    const first = await known.placing;
    if (first !== undefined && first.kind !== 'ambiguous') return first;
    const { clientOrderId, listed } = known;
    const answer = await this.#options.query({ clientOrderId, instrumentId: listed.instrument.id });
    if (answer.kind !== 'found') return this.#ambiguous(clientOrderId, 'the same id was sent before');
    const { venueOrderId } = answer.order;
    return { kind: 'accepted', clientOrderId, venueOrderId, time: this.#options.desk.now() };
  }

  #tellSeen(result: CallResult): void {
    const seen = seenIn(result);
    if (seen !== undefined) this.#options.onSeen(seen);
  }

  #react(cause: RefusalCause | undefined): void {
    const { connection } = this.#options.desk;
    if (cause === 'clock') void connection.remeasureClock();
    if (cause === 'credentials') void connection.recheckCredentials();
  }

  #refused(clientOrderId: string, reason: Reason): PlaceOutcome {
    return { kind: 'rejected', clientOrderId, ...toldByUs(reason), time: this.#options.desk.now() };
  }

  #ambiguous(clientOrderId: string, detail: string): Extract<PlaceOutcome, { kind: 'ambiguous' }> {
    return { kind: 'ambiguous', clientOrderId, detail, time: this.#options.desk.now() };
  }
}

const seenIn = (result: CallResult): SeenOrder | undefined =>
  result.kind === 'answer' ? readOrder(result.answer) : undefined;

const unreachable = (venue: string): Reason => ({
  code: 'REQUEST_NOT_CONNECTED',
  values: { venue, detail: 'not connected' },
});

/** What gets a position out comes before what gets one in. */
function laneOf({ role, reduceOnly }: OrderRequest): Lane {
  return reduceOnly || role === 'close' || role === 'stop_loss' || role === 'take_profit' ? 'close' : 'create';
}
