/** Bitget's answer codes, of the classic account. */
import { field, type NativeCode, type NativeCodes, readEnvelope, textField, verdictsOf } from '../native-codes.ts';

export const BITGET_CODES: NativeCodes = {
  read: readBitget,
  verdicts: verdictsOf({
    refused: `400 400172 22002 22003 22004 22005 22006 22008 22009 22011 22032 22033 22034 40017 40019 40020 40034 40309
      40700 40702 40703 40705 40706 40707 40708 40711 40712 40715 40720 40724 40726 40757 40758 40759 40760 40761 40762
      40774 40797 40798 40808 40812 40814 40837 40838 40839 40840 40845 40847 40848 40889 40891 40919 41101 41103 41113
      41117 43002 43003 43005 43006 43007 43008 43009 43010 43011 43012 43027 43055 43056 43057 43058 43061 43066 43072
      43073 43074 43075 43076 43115 45006 45009 45034 45035 45043 45044 45045 45047 45048 45049 45052 45054 45055 45056
      45062 45064 45068 45075 45082 45091 45097 45098 45099 45110 45111 45112 45113 45115 45116 45117 45118 45119 45120
      45121 45122 50004 50016 50017 50018 50020 50021 50060`,
    credentials:
      '40001 40002 40003 40006 40009 40011 40012 40014 40016 40018 40037 40022 40023 40024 40025 40026 40031',
    clock: '40004 40005 40008',
    rate: '429 30007 30014 50009',
    maintenance: '40200',
    duplicate: '40786 43118',
    // 40010 is a time-out, which the client takes for a refused key.
    unknown: '500 1001 30008 30009 30019 30037 40010 40015 40604 40725 45001 50003 50008 50014',
    no_order: '33014 35029 36216 40109 40768 40769 43001 43004 43025 50026',
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
