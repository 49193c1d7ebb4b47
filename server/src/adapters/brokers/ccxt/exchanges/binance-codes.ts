/** Binance's answer codes. Spot and USD-M futures share most; where they differ the reading of both is the careful one. */
import { field, type NativeCode, type NativeCodes, readEnvelope, textField, verdictsOf } from '../native-codes.ts';

export const BINANCE_CODES: NativeCodes = {
  read: readBinance,
  refusedStatuses: [418, 429],
  verdicts: verdictsOf({
    // Filters, parameters and states of the account that are looked at before the matching engine.
    refused: `-1013 -1014 -1020 -1100 -1101 -1102 -1103 -1104 -1105 -1106 -1108 -1111 -1114 -1115 -1116 -1117 -1118
      -1119 -1120 -1121 -1127 -1128 -1130 -1131 -1134 -1135 -1145 -2010 -2018 -2019 -2020 -2021 -2022 -2023 -2024
      -2025 -2026 -2027 -2028 -4000 -4001 -4002 -4003 -4004 -4005 -4006 -4007 -4008 -4013 -4014 -4015 -4016 -4023
      -4024 -4030 -4044 -4045 -4046 -4050 -4051 -4055 -4059 -4061 -4062 -4082 -4104 -4109 -4117 -4118 -4131 -4136
      -4137 -4138 -4139 -4141 -4142 -4144 -4164 -4165 -4183 -4184 -4192 -4400 -4401 -4402 -4403 -5021 -5022
      -5024 -5025 -5026 -5027 -5037 -5038 -5039 -20121 -20124 -20130 -20194 -20195 -20196 -20198 -20204`,
    credentials: '-1002 -1022 -1099 -2014 -2015 -2017 -4056 -4057 -4087 -4088',
    clock: '-1021 -5028',
    rate: '-1003 -1015',
    closed: '-4140',
    duplicate: '-4116 -4111 -20132',
    // "execution status unknown" in all its wordings; -1008 sheds load at a gateway and names no order.
    unknown: '-1000 -1001 -1004 -1006 -1007 -1008 -1010 -1016 -1112 -5041',
    no_order: '-2011 -2013',
  }),
  // The client leaves the code out of its error where it knows the words.
  texts: [
    { says: 'Duplicate order sent', verdict: 'duplicate', code: '-2010' },
    { says: 'Unknown order sent', verdict: 'no_order', code: '-2011' },
    { says: 'Order does not exist', verdict: 'no_order', code: '-2013' },
    { says: 'Order was not canceled due to cancel restrictions', verdict: 'unknown', code: '-2011' },
    { says: 'Account has insufficient balance for requested action', verdict: 'refused', code: '-2010' },
    { says: 'would trigger immediately', verdict: 'refused', code: '-2010' },
    { says: 'Order would immediately match and take', verdict: 'refused', code: '-2010' },
    { says: 'Market is closed', verdict: 'closed', code: '-2010' },
    { says: 'This symbol is not permitted for this account', verdict: 'refused', code: '-2010' },
    { says: 'This symbol is restricted for this account', verdict: 'refused', code: '-2010' },
    { says: 'This account may not place or cancel orders', verdict: 'refused', code: '-2010' },
    { says: 'This action is disabled on this account', verdict: 'refused', code: '-2010' },
    { says: 'Rest API trading is not enabled', verdict: 'refused', code: '-2010' },
    { says: 'Limit orders require GTC for this phase', verdict: 'refused', code: '-2010' },
    { says: 'This order type is not possible in this trading phase', verdict: 'refused', code: '-2010' },
    { says: 'You are not authorized to execute this request', verdict: 'credentials', code: '-1002' },
    { says: 'Internal error; unable to process your request', verdict: 'unknown', code: '-1001' },
  ],
};

/** `{code: -2010, msg}`; USD-M says `{code: 200}` of some successes. Codes of failure are negative. */
function readBinance(body: unknown): readonly NativeCode[] {
  const inner = Array.isArray(body) ? (body as readonly unknown[])[0] : body;
  const nested = field(inner, 'data');
  const code = textField(inner, 'code');
  if (code === undefined && nested !== undefined) return readEnvelope(nested, 'code', 'msg', ['0', '200']);
  return code?.startsWith('-') === true ? readEnvelope(inner, 'code', 'msg', []) : [];
}
