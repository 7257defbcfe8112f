// Electronic signatures inside a PDF, as far as a page can honestly check them: that the signed bytes are the bytes of
// the file, that the signature of the enclosed certificate holds over them, and that nothing follows the last one.
// NOT checked: who issued the certificate, whether it was valid or revoked, what a later revision changed.

import { fromBER } from "asn1js";
import { ContentInfo, SignedData } from "pkijs";
import { both, hex } from "./text.js";
import { digest } from "./hash.js";

const RANGE = /^\/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]$/;
const NAME = [..."/ByteRange"].map((sign) => sign.charCodeAt(0));
const isPart = (byte) => (byte >= 0x30 && byte <= 0x39) || byte === 0x5b || byte === 0x20 || (byte >= 9 && byte <= 13) || byte === 0xa0;
/** What a time stamp over the whole paper encloses; it stands in it as a signature does, and is nobody's. */
export const TST_INFO = "1.2.840.113549.1.9.16.1.4";
export const SIGNED_DATA = "1.2.840.113549.1.7.2";

/** SignedData of DER bytes that may be padded behind. Throws. */
export function signedData(der) {
  const { offset, result } = fromBER(der.slice().buffer);
  if (offset === -1) throw new Error("not ASN.1");
  const content = new ContentInfo({ schema: result });
  if (content.contentType !== SIGNED_DATA) throw new Error("not signed data");
  return new SignedData({ schema: content.content });
}

/** The name a certificate gives its holder: the common name, or all of it. */
export function holder(certificate) {
  const parts = certificate.subject.typesAndValues;
  const common = parts.find((part) => part.type === "2.5.4.3");
  return (common ? [common] : parts).map((part) => part.value.valueBlock.value).join(", ");
}

async function one(bytes, [start, length, next, rest]) {
  const end = next + rest;
  const gap = latin(bytes.subarray(length, next));
  if (start !== 0 || end > bytes.length || next <= length || !/^<[0-9A-Fa-f]+>$/.test(gap)) throw new Error("ByteRange");
  const signed = new Uint8Array(length + rest);
  signed.set(bytes.subarray(0, length));
  signed.set(bytes.subarray(next, end), length);
  const der = Uint8Array.from(gap.slice(1, -1).match(/../g), (pair) => parseInt(pair, 16));
  const data = signedData(der);
  if (data.signerInfos.length !== 1) throw new Error("signed by more than one, or by nobody");
  const detached = { signer: 0, data: signed.buffer, checkChain: false, extendedMode: true };
  // Others may lie beside it: those of its issuers, or one that is meant to be taken for it.
  const { signatureVerified: holds, signerCertificate: certificate } = await data.verify(detached).catch(() => ({ signatureVerified: false }));
  return {
    end, holds,
    stamp: data.encapContentInfo.eContentType === TST_INFO,
    who: certificate ? holder(certificate) : "",
    certificate: certificate ? hex(await digest(new Uint8Array(certificate.toSchema(true).toBER()))) : "",
  };
}

const latin = (bytes) => new TextDecoder("latin1").decode(bytes);

/** The four numbers of each /ByteRange, found among the bytes: a file of megabytes is not made a text for that. */
function* ranges(bytes) {
  for (let at = bytes.indexOf(NAME[0]); at >= 0; at = bytes.indexOf(NAME[0], at + 1)) {
    if (!NAME.every((byte, n) => bytes[at + n] === byte)) continue;
    let end = at + NAME.length;
    while (end < bytes.length && isPart(bytes[end])) end++;
    const match = RANGE.exec(latin(bytes.subarray(at, end + 1)));
    if (match) yield match.slice(1).map(Number);
  }
}

/** {faults, signatures, open} of a file; all empty when it is no PDF or holds no signature. */
export async function pdfFaults(bytes) {
  const found = { faults: [], signatures: [], open: [] };
  if (bytes.length < 100 || String.fromCharCode(...bytes.subarray(0, 5)) !== "%PDF-") return found;
  let reached = 0;
  for (const range of ranges(bytes)) {
    const place = found.signatures.length + found.faults.length + 1;
    try {
      const { end, holds, who, certificate, stamp } = await one(bytes, range);
      reached = Math.max(reached, end);
      if (!holds) found.faults.push(both(`第 ${place} 个签名与文件内容不符`, `signature ${place} does not fit the bytes of the file`));
      else if (stamp) found.signatures.push({ ...both(`时间戳证书：${who}`, `time stamp of ${who}`), who, certificate, stamp });
      else found.signatures.push({ ...both(`签名人证书：${who}`, `certificate of ${who}`), who, certificate });
    } catch {
      found.faults.push(both(`第 ${place} 个签名无法读取`, `signature ${place} can't be read`));
    }
  }
  if (reached && reached < bytes.length && !found.faults.length) {
    // Proofs of validity may be added later (PAdES-LT); what else is added was not signed by anyone.
    if (latin(bytes.subarray(reached)).includes("/DSS"))
      found.open.push(both("最后一个签名之后附有验证资料，本页无法判断", "validation data follow the last signature; this page can't judge them"));
    else found.faults.push(both("最后一个签名之后又添加了内容", "something was added after the last signature"));
  }
  return found;
}
