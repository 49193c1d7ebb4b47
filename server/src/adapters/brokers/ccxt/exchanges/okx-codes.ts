/** OKX's answer codes: an item of a batch says its own (`sCode`), the envelope only whether all, some or none went through. */
import { field, type NativeCode, type NativeCodes, textField, verdictsOf } from '../native-codes.ts';

export const OKX_CODES: NativeCodes = {
  read: readOkx,
  verdicts: verdictsOf({
    refused: `50002 50006 50014 50015 50024 50044 51000 51001 51002 51003 51004 51005 51006 51007 51008 51010 51012
      51014 51015 51020 51021 51023 51024 51025 51026 51027 51031 51046 51047 51051 51100
      51101 51102 51103 51104 51105 51106 51107 51108 51109 51110 51111 51112 51115 51116 51117 51118 51119 51120
      51121 51122 51124 51125 51126 51127 51128 51129 51130 51131 51132 51133 51134 51135 51136 51137 51138 51139
      51155 51156 51159 51162 51163 51166 51169 51170 51174 51185 51201 51202 51203 51204 51205 51250 51251 51252
      51253 51254 51255 51256 51257 51258 51259 51260 51261 51262 51263 51264 51265 51267 51268 51269 51270 51271
      51272 51273 51274 51275 51276 51277 51278 51279 51280 51321 51322 51323 51324 51325 51327 51328 51329 51330
      51500 51501 51502 51506 51508 51511 51512 54008 54009 54011 59000`,
    credentials: `50007 50009 50027 50100 50101 50103 50104 50105 50106 50107 50108 50110 50111 50113 50114 50119
      50120 50121 51009`,
    clock: '50102 50112',
    rate: '50011 50061 51113',
    closed: '51022 51028 51029 51030',
    duplicate: '51016 51065 51011',
    // 50004 says itself that it tells neither success nor failure; the others stand for a system that is busy, offline or
    // being upgraded, of which nothing says on which side of the order it went away.
    unknown: '50001 50004 50005 50013 50026 51054 51149 51767',
    no_order: '51400 51401 51402 51503 51509 51510 51603',
    cancel_pending: '51410',
  }),
};

/** The envelope codes that only count items. */
const COUNTING = new Set(['0', '1', '2']);

function readOkx(body: unknown): readonly NativeCode[] {
  const data = field(body, 'data');
  const items = Array.isArray(data) ? (data as readonly unknown[]) : [];
  const found: NativeCode[] = [];
  for (const item of items) {
    const code = textField(item, 'sCode');
    if (code !== undefined && code !== '0') found.push({ code, message: textField(item, 'sMsg') ?? '' });
  }
  const code = textField(body, 'code');
  if (code !== undefined && !COUNTING.has(code)) found.push({ code, message: textField(body, 'msg') ?? '' });
  return found;
}
