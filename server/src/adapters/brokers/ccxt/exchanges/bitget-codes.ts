/** Bitget's answer codes, of the classic account. */
import { field, type NativeCode, type NativeCodes, readEnvelope, textField, verdictsOf } from '../native-codes.ts';

export const BITGET_CODES: NativeCodes = {
  read: readBitget,
  verdicts: verdictsOf({
    refused: `400172 22002 40017 40019 40020 40034 40309 40700 40702 40703 40705 40706 40707 40708 40711 40712
      40724 40757 40762 40774 40797 40808 41103 41117 43006 43007 43008 43009 43011 43012 43027 45110 45111
      45112 45113 45115 45122 50004 50016 50017 50018 50020 50021`,
    credentials: '40001 40002 40003 40006 40009 40011 40012 40014 40016 40018 40037 40022 40024 40031',
    clock: '40004 40005 40008',
    rate: '429 30007 30014 50009',
    // Of the pair, not of the system.
    maintenance: '41114',
    closed: '43115',
    duplicate: '40786 43118',
    // 40010 is a time-out, which the client takes for a refused key.
    unknown: '500 1001 30008 30009 30019 30030 30037 30038 40010 40015 40200 40604 40725 45001 50003 50008 50014',
    no_order: '33014 35029 36216 40109 40768 43001 43004 43025 50026',
    cancel_pending: '32003',
  }),
  texts: [
    { says: 'Duplicate clientOid', verdict: 'duplicate', code: '40786' },
    { says: 'duplicate clientOid', verdict: 'duplicate', code: '40786' },
    { says: 'clientOrderId duplicate', verdict: 'duplicate', code: '43118' },
  ],
};

/** Cancels of plan orders succeed as a whole and fail by item. */
function readBitget(body: unknown): readonly NativeCode[] {
  const failed = field(field(body, 'data'), 'failureList');
  const [first] = Array.isArray(failed) ? (failed as readonly unknown[]) : [];
  const item = textField(first, 'errorCode');
  if (item !== undefined) return [{ code: item, message: textField(first, 'errorMsg') ?? '' }];
  return readEnvelope(body, 'code', 'msg', ['00000']);
}
