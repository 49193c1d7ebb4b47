/** `instruments` and `price push | release`: what can be traded, in which steps and unit, at which price right now. */
import { problemLines } from './account-table.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { createInstrumentBook } from './instrument-book.ts';
import { type Invocation, optionDecimal, optionText, usageError } from './invocation.ts';
import { connect } from './server-connection.ts';
import { type Column, renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';
import { TEXTS } from './texts.ts';
import type { Account, Instrument } from './wire-shapes.ts';
import { label, localTime, word } from './words.ts';

/** Prints a table, or the list as the API gives it. */
export async function runInstruments(invocation: Invocation): Promise<ExitCode> {
  const account = optionText(invocation, 'account');
  const connection = connect(invocation);
  const instruments = await connection.get<readonly Instrument[]>('/api/v1/instruments', { account });
  const { terminal } = invocation;
  if (account === undefined || instruments.length > 0 || terminal.isJson)
    return print(terminal, instruments, instruments);
  // An account that never came up knows none: then it is said why.
  const { id, problems } = await connection.get<Account>(`/api/v1/accounts/${encodeURIComponent(account)}`);
  for (const line of problemLines(terminal, [{ id, problems }])) terminal.line(line);
  return EXIT.no;
}

/** Puts a price in; the simulated one of that instrument rests until it is released. */
export async function runPricePush(invocation: Invocation): Promise<ExitCode> {
  const { terminal, args } = invocation;
  const [symbol, single] = args;
  const price =
    single === undefined ? undefined : optionDecimal({ ...invocation, options: { price: single } }, 'price');
  const bid = optionDecimal(invocation, 'bid');
  const ask = optionDecimal(invocation, 'ask');
  const isWhole = price === undefined ? bid !== undefined && ask !== undefined : bid === undefined && ask === undefined;
  if (!isWhole) throw usageError(terminal.text(TEXTS.priceIncomplete));
  const account = optionText(invocation, 'account');
  const body = price === undefined ? { symbol, bid, ask, account } : { symbol, price, account };
  const { body: instrument } = await connect(invocation).ask<Instrument>('POST', '/api/v1/prices', { body });
  return print(terminal, instrument, [instrument]);
}

/** Gives the instrument back to the simulated market. */
export async function runPriceRelease(invocation: Invocation): Promise<ExitCode> {
  const path = `/api/v1/prices/${encodeURIComponent(invocation.args[0] ?? '')}`;
  const { body: instrument } = await connect(invocation).ask<Instrument>('DELETE', path, {
    query: { account: optionText(invocation, 'account') },
  });
  return print(invocation.terminal, instrument, [instrument]);
}

function print(terminal: Terminal, document: unknown, instruments: readonly Instrument[]): ExitCode {
  if (terminal.isJson) terminal.json(document);
  else for (const line of instrumentTable(terminal, instruments)) terminal.line(line);
  return EXIT.ok;
}

function instrumentTable(terminal: Terminal, instruments: readonly Instrument[]): string[] {
  const book = createInstrumentBook([{ instruments }]);
  const right = (name: Parameters<typeof label>[1]): Column => ({ title: label(terminal, name), align: 'right' });
  const columns: readonly Column[] = [
    { title: label(terminal, 'symbol') },
    { title: label(terminal, 'unit') },
    right('lotStep'),
    right('quantityMin'),
    right('contractSize'),
    right('tickSize'),
    right('bid'),
    right('ask'),
    { title: label(terminal, 'quoteCurrency') },
    { title: label(terminal, 'quoteSource') },
    { title: label(terminal, 'time') },
  ];
  return renderTable(
    columns,
    instruments.map((instrument) => [
      instrument.symbol,
      word(terminal, instrument.unit),
      instrument.lotStep,
      instrument.quantityMin,
      instrument.contractSize,
      instrument.tickSize,
      book.price(instrument, instrument.bid),
      book.price(instrument, instrument.ask),
      instrument.quoteCurrency,
      word(terminal, instrument.quoteSource ?? ''),
      instrument.quoteTime === undefined ? '' : localTime(instrument.quoteTime),
    ]),
  );
}
