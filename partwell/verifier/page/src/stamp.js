// Time stamps of RFC 3161, read and checked by pkijs: granted, over these bytes, signed by a certificate for time
// stamping that leads to one of these roots and was valid at that time.

import { fromBER } from "asn1js";
import { Certificate, SignedData, TSTInfo, TimeStampResp } from "pkijs";
import { SIGNED_DATA } from "./pdf.js";
import { hex, same } from "./text.js";
import { sha256 } from "./hash.js";

const MAX_TOKEN_BYTES = 64 * 1024;
const V3 = 2;
const TST_INFO = "1.2.840.113549.1.9.16.1.4";
const HASHES = { "2.16.840.1.101.3.4.2.1": "SHA-256", "2.16.840.1.101.3.4.2.2": "SHA-384", "2.16.840.1.101.3.4.2.3": "SHA-512" };
const EXTENDED_USE = "2.5.29.37";
const TIME_STAMPING = "1.3.6.1.5.5.7.3.8";

/** Thrown when this browser has no cryptography to check with. */
export const leave = new Error("no cryptography");

/** {certificate, print} of every certificate in a PEM text. Throws. */
export function readCertificates(text) {
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)];
  if (!blocks.length) throw new Error("no certificate");
  return blocks.map(([, block]) => {
    const der = Uint8Array.from(atob(block.replace(/\s/g, "")), (sign) => sign.charCodeAt(0));
    const certificate = new Certificate({ schema: parsed(der) });
    if (certificate.version !== V3) throw new Error("a certificate of another version");
    return { certificate, print: hex(sha256(der)) };
  });
}

function parsed(der) {
  const { offset, result } = fromBER(der.slice().buffer);
  if (offset === -1) throw new Error("not ASN.1");
  return result;
}

/** {at, root, sha256} of a TimeStampResp over `message`. Throws. */
export async function readStamp(token, message, roots) {
  if (!globalThis.crypto?.subtle) throw leave;
  if (token.length > MAX_TOKEN_BYTES) throw new Error(`longer than ${MAX_TOKEN_BYTES} bytes`);
  const response = new TimeStampResp({ schema: parsed(token) });
  if (response.status.status > 1 || !response.timeStampToken) throw new Error("not granted");
  if (response.timeStampToken.contentType !== SIGNED_DATA) throw new Error("not signed data");
  const data = new SignedData({ schema: response.timeStampToken.content });
  if (data.encapContentInfo.eContentType !== TST_INFO) throw new Error("not a time stamp");
  const info = new TSTInfo({ schema: parsed(new Uint8Array(data.encapContentInfo.eContent.getValue())) });
  const name = HASHES[info.messageImprint.hashAlgorithm.algorithmId];
  const imprint = new Uint8Array(info.messageImprint.hashedMessage.valueBlock.valueHexView);
  if (!name || !same(imprint, new Uint8Array(await crypto.subtle.digest(name, message)))) throw new Error("a time stamp of something else");
  const at = info.genTime.getTime();
  let last = "no root certificate";
  for (const { certificate, print } of roots)
    try {
      const options = { signer: 0, data: message.slice().buffer, checkChain: true, trustedCerts: [certificate], checkDate: info.genTime, extendedMode: true };
      const { signatureVerified, signerCertificateVerified, signerCertificate } = await data.verify(options);
      if (!signatureVerified || !signerCertificateVerified) throw new Error("its signature does not hold");
      const uses = signerCertificate.extensions?.find((one) => one.extnID === EXTENDED_USE)?.parsedValue?.keyPurposes ?? [];
      if (!uses.includes(TIME_STAMPING)) throw new Error("its certificate is not for time stamping");
      return { at, root: print, sha256: hex(sha256(token)) };
    } catch (why) {
      last = why.message;
    }
  throw new Error(`not signed by an authority named here: ${last}`);
}
