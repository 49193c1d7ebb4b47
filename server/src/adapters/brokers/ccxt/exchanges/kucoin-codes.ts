/** KuCoin's answer codes, of the classic account. Several numbers stand for anything wrong, so that words decide first. */
import { type NativeCodes, readEnvelope, verdictsOf } from '../native-codes.ts';

export const KUCOIN_CODES: NativeCodes = {
  read: (body) => readEnvelope(body, 'code', 'msg', ['200000', '200']),
  verdicts: verdictsOf({
    refused: `100004 103000 126003 126022 126027 126028 126029 126030 126034 126036 130101 130203 130204 130301
      130308 130309 130311 130312 130313 130314 200004 210014 210021 230003 300000 300003 300009 300012 330005 330008
      330012 400100 400200 400330 400350 400370 400500 400600 400760 600100 600101 900014`,
    credentials: '400001 400003 400004 400005 400006 400007 400303 400401 411100',
    clock: '400002',
    rate: '429000 1015',
    duplicate: '126033 126044 102426 300018',
    // 408000 is a time-out, which the client takes for a bad request.
    unknown: '408000 500000 230005 300002 100001',
    no_order: '126043 130103 130108',
  }),
  texts: [
    { says: 'orderNotExist', verdict: 'no_order', code: '100001' },
    { says: 'order_not_exist', verdict: 'no_order', code: '400100' },
    { says: 'order not exist', verdict: 'no_order', code: '400100' },
    { says: 'Order not exist', verdict: 'no_order', code: '400100' },
    { says: 'The order does not exist', verdict: 'no_order', code: '400100' },
    { says: 'The order cannot be canceled', verdict: 'no_order', code: '100004' },
    { says: 'clientOid was already used', verdict: 'duplicate', code: '400100' },
    { says: 'clientOid already exists', verdict: 'duplicate', code: '400100' },
    { says: 'Duplicate clientOid', verdict: 'duplicate', code: '400100' },
  ],
};
