/** MEXC's answer codes: spot says `code` and `msg`, swaps `success`, `code` and `message`. */
import { field, type NativeCodes, readEnvelope, verdictsOf } from '../native-codes.ts';

export const MEXC_CODES: NativeCodes = {
  read: (body) => {
    if (field(body, 'success') === true) return [];
    const messageField = field(body, 'msg') === undefined ? 'message' : 'msg';
    return readEnvelope(body, 'code', messageField, ['0', '200']);
  },
  verdicts: verdictsOf({
    refused: `-1128 -1121 400 600 601 1001 1004 2001 2002 2003 2004 2005 2006 2007 2008 2011 2013 2014 2015 2016
      2018 2019 2021 2022 2023 2024 2025 2026 2027 2028 2029 2030 2031 2032 2033 2034 2035 2036 2037 2038 5001 5003
      6001 6003 6004 6005 10007 10015 10095 10096 10097 10098 10099 10101 10102 30000 30001 30002 30003 30004 30005
      30010 30014 30018 30019 30020 30021 30025 30026 30027 30028 30029 30032 30041 30087 60005 700004 700008
      88004 88013 88015`,
    credentials: `401 402 403 406 602 511 701 702 703 704 1000 10001 10072 10073 140001 140002 70011 700001 700002
      700006 700007 700013`,
    clock: '700003 700005',
    rate: '429 510',
    maintenance: '604 801',
    closed: '30016 1002',
    duplicate: '2039 30013',
    unknown: '500 501 503 504 10259 11444 20001 20002 513 603',
    no_order: '-2011 -2013 2040',
  }),
  texts: [
    { says: 'Order does not exist', verdict: 'no_order', code: '-2013' },
    { says: 'order not exist', verdict: 'no_order', code: '2040' },
    { says: 'Unknown order id', verdict: 'no_order', code: '-2011' },
    { says: 'duplicate order', verdict: 'duplicate', code: '30013' },
  ],
};
