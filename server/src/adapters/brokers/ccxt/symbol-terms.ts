/**
 * Leverage and margin mode of a swap, put in force at the venue before the first opening order in it leaves. Where the
 * venue won't have them the order does not leave: our margin was reckoned with them. Closing orders never wait for this.
 * Anybody may change them at the venue afterwards, so what is in force is asked for beside each comparison: of what was set here,
 * and of what the books hold. Other terms are told once and ours put in force before the next opening order; where that changes
 * nothing it is not tried for ever: it is told, and nothing opens until the venue shows them.
 */
import { formatDecimal } from '#domain/decimal.ts';
import type { Reason } from '#domain/order.ts';
import type { AccountDesk } from './account-desk.ts';
import { textOfError } from './account-problems.ts';
import type { ListedInstrument } from './market-instruments.ts';
import { type OtherTerms, otherTermsIn } from './other-terms.ts';
import type { Lane } from './rate-lanes.ts';
import { putInForce } from './terms-setting.ts';

/** So many contracts are asked about beside one comparison; the others are beside the next ones. */
const ASKED_AT_ONCE = 10;

/** Terms being put in force, or in force. */
interface Setting {
  readonly outcome: Promise<Reason | undefined>;
  isInForce: boolean;
}

interface Contract {
  listed: ListedInstrument;
  setting: Setting | undefined;
  /** What the venue was last found to have in their place, of which a person was told. */
  other: OtherTerms | undefined;
  /** Setting them has changed nothing. */
  isKept: boolean;
  /** The count of questions when it was last asked about. */
  askedAt: number;
}

export class SymbolTerms {
  readonly #desk: AccountDesk;
  readonly #onChanged: (reason: Reason) => void;
  readonly #contracts = new Map<string, Contract>();
  #minded: ReadonlySet<Contract> = new Set();
  #toldMode: string | undefined;
  #questions = 0;
  #isDue = false;
  #isLooking = false;
  /** Another one after each stop: what was asked before is not told any more. */
  #epoch = 0;

  /** `onChanged` hears that the venue has other terms than ours, once for each change. */
  constructor(desk: AccountDesk, onChanged: (reason: Reason) => void) {
    this.#desk = desk;
    this.#onChanged = onChanged;
  }

  /** Undefined when the terms are in force; otherwise why not. They are set once, until the venue is found to have others. */
  async settle(listed: ListedInstrument): Promise<Reason | undefined> {
    if (listed.market.kind !== 'swap') return undefined;
    const contract = this.#contractOf(listed);
    if (contract.isKept && !(await this.#wasMended(contract))) return this.#reason('EXCHANGE_LEVERAGE_KEPT', contract);
    const setting = contract.setting ?? this.#begin(contract);
    const reason = await setting.outcome;
    if (reason === undefined) setting.isInForce = true;
    else if (contract.setting === setting) contract.setting = undefined;
    return reason;
  }

  /** An order was refused for the terms that the contract has by now: ours are put in force anew before the next one. */
  forget({ instrument }: ListedInstrument): void {
    const contract = this.#contracts.get(instrument.id);
    if (contract?.setting?.isInForce === true) contract.setting = undefined;
  }

  /** A comparison begins, and these are held: what they rest on may have been changed before this process began. */
  mind(held: Iterable<ListedInstrument>): void {
    const minded = new Set<Contract>();
    for (const listed of held) if (listed.market.kind === 'swap') minded.add(this.#contractOf(listed));
    this.#minded = minded;
    this.#isDue = true;
  }

  /** Looks once after each `mind` whether the venue has other terms than ours. Nobody waits for it. */
  lookAgain(): void {
    if (!this.#isDue || this.#isLooking || !this.#desk.account.markets.includes('swap')) return;
    this.#isDue = false;
    this.#isLooking = true;
    void this.#look(this.#epoch)
      .catch((error: unknown) => this.#untold(error))
      .finally(() => {
        this.#isLooking = false;
      });
  }

  stop(): void {
    this.#epoch += 1;
    this.#isDue = false;
  }

  #contractOf(listed: ListedInstrument): Contract {
    const { id } = listed.instrument;
    const known = this.#contracts.get(id);
    if (known !== undefined) {
      known.listed = listed;
      return known;
    }
    const contract: Contract = { listed, setting: undefined, other: undefined, isKept: false, askedAt: 0 };
    this.#contracts.set(id, contract);
    return contract;
  }

  #begin(contract: Contract): Setting {
    const setting: Setting = { outcome: putInForce(this.#desk, contract.listed), isInForce: false };
    contract.setting = setting;
    return setting;
  }

  /** One after the other, so that what the comparison asks for never waits behind more than one of them. */
  async #look(epoch: number): Promise<void> {
    await this.#lookAtMarginMode(epoch);
    const asked = [...this.#contracts.values()]
      .filter((contract) => this.#isToAsk(contract))
      .toSorted((a, b) => a.askedAt - b.askedAt)
      .slice(0, ASKED_AT_ONCE);
    for (const contract of asked) {
      if (epoch !== this.#epoch) return;
      await this.#lookAt(contract, epoch);
    }
  }

  #isToAsk(contract: Contract): boolean {
    const { setting, isKept } = contract;
    return setting === undefined ? isKept || this.#minded.has(contract) : setting.isInForce;
  }

  /** A margin mode that is one for the whole account: the next opening order asks for it, and says what it is. */
  async #lookAtMarginMode(epoch: number): Promise<void> {
    const { connection, venue, account } = this.#desk;
    try {
      const venueMode = await connection.otherMarginMode('poll');
      if (epoch !== this.#epoch) return;
      const isTold = venueMode === this.#toldMode;
      this.#toldMode = venueMode;
      if (venueMode === undefined) return;
      for (const { listed } of this.#contracts.values()) this.forget(listed);
      if (isTold) return;
      const values = { marginMode: account.marginMode, venueMode, venue: venue.profile.title };
      this.#onChanged({ code: 'EXCHANGE_MARGIN_MODE_DIFFERS', values });
    } catch (error) {
      this.#untold(error);
    }
  }

  async #lookAt(contract: Contract, epoch: number): Promise<void> {
    const { setting, other: before } = contract;
    const found = await this.#ask(contract, 'poll');
    // Put in force anew meanwhile, or given up: the answer may be of before that.
    if (found === undefined || epoch !== this.#epoch || contract.setting !== setting) return;
    const { other } = found;
    const isSame = other !== undefined && isEqual(other, before);
    if (isSame && setting === undefined) return;
    contract.other = other;
    contract.isKept = isSame;
    if (other === undefined) return;
    contract.setting = undefined;
    this.#onChanged(this.#reason(isSame ? 'EXCHANGE_LEVERAGE_KEPT' : 'EXCHANGE_LEVERAGE_CHANGED', contract));
  }

  /** Whether the venue has other terms by now than those that it has kept. */
  async #wasMended(contract: Contract): Promise<boolean> {
    const { other: kept } = contract;
    const found = await this.#ask(contract, 'create');
    if (found === undefined || isEqual(found.other, kept)) return false;
    contract.isKept = false;
    return true;
  }

  /** Asked once and not again when it fails: the next comparison asks anyway. Undefined when the venue does not tell. */
  async #ask(contract: Contract, lane: Lane): Promise<{ readonly other: OtherTerms | undefined } | undefined> {
    const { connection, venue, account } = this.#desk;
    const question = venue.profile.questions.termsInForce;
    const asked = { market: contract.listed.market, account: connection.terms };
    this.#questions += 1;
    contract.askedAt = this.#questions;
    const canDiffer = account.leverage !== undefined || venue.profile.questions.setsMarginMode === true;
    const calls = question?.calls(asked) ?? [];
    if (question === undefined || calls.length === 0 || !canDiffer) return undefined;
    const told = [];
    for (const call of calls) {
      const result = await connection.call(call, { lane });
      if (result.kind === 'failure') return this.#untold(result.error);
      told.push(...question.read(result.answer, asked));
    }
    return { other: otherTermsIn(told, account) };
  }

  #untold(error: unknown): undefined {
    const { connection, venue } = this.#desk;
    venue.logger.debug({ error: connection.redact(textOfError(error)) }, 'the terms in force are not told');
  }

  #reason(code: 'EXCHANGE_LEVERAGE_CHANGED' | 'EXCHANGE_LEVERAGE_KEPT', { listed, other }: Contract): Reason {
    const { account, venue } = this.#desk;
    const { leverage, marginMode } = account;
    const agreed = { marginMode, ...(leverage === undefined ? {} : { leverage: formatDecimal(leverage) }) };
    return { code, values: { symbol: listed.instrument.id, venue: venue.profile.title, ...agreed, ...other } };
  }
}

const isEqual = (one: OtherTerms | undefined, other: OtherTerms | undefined): boolean =>
  one?.venueMode === other?.venueMode && one?.venueLeverage === other?.venueLeverage;
