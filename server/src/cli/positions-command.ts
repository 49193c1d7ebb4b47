/** `positions`: what is held, what it is worth now, and what protects it. */
import { decimal, formatDecimal, fromInteger, multiplyRounded } from '#domain/decimal.ts';
import { fundingLines } from './account-table.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type InstrumentBook, moneyText, readInstruments } from './instrument-book.ts';
import { type Invocation, optionText } from './invocation.ts';
import { accountsOf, printMoneyNotice } from './money-notice.ts';
import { connect } from './server-connection.ts';
import { type Column, renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';
import { TEXTS } from './texts.ts';
import type { Position } from './wire-shapes.ts';
import { label, localTime, word } from './words.ts';

/** Prints a table, or the list as the API gives it. */
export async function runPositions(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const connection = connect(invocation);
  const positions = await connection.get<readonly Position[]>('/api/v1/positions', {
    account: optionText(invocation, 'account'),
    symbol: optionText(invocation, 'symbol'),
  });
  if (terminal.isJson) {
    terminal.json(positions);
    return EXIT.ok;
  }
  const accounts = await printMoneyNotice(terminal, connection, accountsOf(invocation, positions));
  const book = await readInstruments(connection, positions);
  const lines = positions.length === 0 ? [terminal.text(TEXTS.none)] : positionTable(terminal, positions, book);
  for (const line of [...lines, ...fundingLines(terminal, accounts, positions)]) terminal.line(line);
  return EXIT.ok;
}

/** A share as hundredths, exact: `0.0001` is `0.01%`. */
function percentText(share: string | undefined): string {
  return share === undefined ? '' : `${formatDecimal(multiplyRounded(decimal(share), fromInteger(100), 'half_even'))}%`;
}

/** Where all of it leaves, or a part. */
function levelText(terminal: Terminal, whole: string, part: string): string {
  return whole === '' && part !== '' ? terminal.text(TEXTS.levelOfPart, { level: part }) : whole;
}

function positionTable(terminal: Terminal, positions: readonly Position[], book: InstrumentBook): string[] {
  const columns: readonly Column[] = [
    { title: label(terminal, 'positionTicket'), align: 'right' },
    { title: label(terminal, 'account') },
    { title: label(terminal, 'symbol') },
    { title: label(terminal, 'side') },
    { title: label(terminal, 'quantity'), align: 'right' },
    { title: label(terminal, 'unit') },
    { title: label(terminal, 'averagePrice'), align: 'right' },
    { title: label(terminal, 'currentPrice'), align: 'right' },
    { title: label(terminal, 'unrealized'), align: 'right' },
    { title: label(terminal, 'currency') },
    { title: label(terminal, 'stopLoss'), align: 'right' },
    { title: label(terminal, 'takeProfit'), align: 'right' },
    { title: label(terminal, 'liquidation'), align: 'right' },
    { title: label(terminal, 'funding'), align: 'right' },
    { title: label(terminal, 'nextFunding') },
    { title: label(terminal, 'time') },
  ];
  return renderTable(
    columns,
    positions.map((position) => [
      String(position.ticket),
      position.account,
      position.symbol,
      word(terminal, position.side),
      position.quantity,
      word(terminal, book.unit(position)),
      book.price(position, position.averagePrice),
      book.price(position, position.currentPrice),
      moneyText(position.unrealizedPnl),
      position.currency,
      levelText(terminal, book.price(position, position.stopLoss), book.price(position, position.partStopLoss)),
      levelText(terminal, book.price(position, position.takeProfit), book.price(position, position.partTakeProfit)),
      book.price(position, position.liquidationPrice),
      percentText(position.fundingRate),
      position.nextFundingAt === undefined ? '' : localTime(position.nextFundingAt),
      localTime(position.openedAt),
    ]),
  );
}
