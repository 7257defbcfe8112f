// Time stamps of RFC 3161, read and checked by pkijs: granted, over these bytes, signed by a certificate for time
// stamping that leads to one of these roots and was valid at that time.

import { fromBER } from "asn1js";
import { Certificate, SignedData, TSTInfo, TimeStampResp } from "pkijs";
import { SIGNED_DATA, TST_INFO } from "./pdf.js";
import { hex, same } from "./text.js";
import { sha256 } from "./hash.js";

const MAX_TOKEN_BYTES = 64 * 1024;
const V3 = 2;
const HASHES = { "2.16.840.1.101.3.4.2.1": "SHA-256", "2.16.840.1.101.3.4.2.2": "SHA-384", "2.16.840.1.101.3.4.2.3": "SHA-512" };
const EXTENDED_USE = "2.5.29.37";
const TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
const KEY_USE = "2.5.29.15";
const CONSTRAINTS = "2.5.29.19";
/** Signing and non-repudiation, of the first byte of a key's uses. */
const SIGNS = 0xc0;
/** What a certificate may demand: the constraints that are checked, policies and names. */
const KNOWN = ["15", "17", "19", "30", "31", "32", "33", "36", "37", "54"].map((number) => `2.5.29.${number}`);

/** Thrown when this browser has no cryptography to check with. */
export const leave = new Error("no cryptography");

/** {certificate, print} of every certificate in a PEM text. Throws. */
export function readCertificates(text) {
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\t-\r ]+)-----END CERTIFICATE-----/g)];
  if (!blocks.length) throw new Error("no certificate");
  // Readers of PEM pass over what they do not know: another name, a block that is begun or damaged, header lines.
  if (blocks.length !== text.split("-----BEGIN").length - 1) throw new Error("something that is not called CERTIFICATE, or is damaged");
  return blocks.map(([, block]) => {
    const der = Uint8Array.from(atob(block.replace(/\s/g, "")), (sign) => sign.charCodeAt(0));
    const certificate = new Certificate({ schema: parsed(der) });
    if (certificate.version !== V3) throw new Error("a certificate of another version");
    return { certificate, print: hex(sha256(der)) };
  });
}

function parsed(der) {
  const { offset, result } = fromBER(der.slice().buffer);
  if (offset !== der.length) throw new Error("not ASN.1, or more behind it");
  return result;
}

const extension = (certificate, id) => certificate.extensions?.find((one) => one.extnID === id);

/** Whether a certificate is for time stamping and for nothing else, as RFC 3161 demands of an authority. */
function stampsOnly(certificate) {
  const use = extension(certificate, EXTENDED_USE);
  const purposes = use?.parsedValue?.keyPurposes ?? [];
  if (!use?.critical || purposes.length !== 1 || purposes[0] !== TIME_STAMPING) return false;
  const key = extension(certificate, KEY_USE);
  if (!key) return true;
  const [first = 0, ...rest] = key.parsedValue?.valueBlock?.valueHexView ?? [];
  return Boolean(first & SIGNS) && !(first & ~SIGNS) && rest.every((byte) => !byte);
}

/** Whether a certificate of the path, from the signer's up, allows fewer certificates below it than there are. */
const tooLong = (path) =>
  path.some((one, place) => {
    const most = extension(one, CONSTRAINTS)?.parsedValue?.pathLenConstraint;
    const between = path.slice(1, place).filter((below) => !below.subject.isEqual(below.issuer)).length;
    return place > 0 && most !== undefined && between > Number(most?.valueBlock?.toString() ?? most);
  });

const demandsMore = ({ extensions }) => (extensions ?? []).some((one) => one.critical && !KNOWN.includes(one.extnID));

/** {at, root, sha256} of a TimeStampResp over `message`. Throws. */
export async function readStamp(token, message, roots) {
  if (!globalThis.crypto?.subtle) throw leave;
  if (token.length > MAX_TOKEN_BYTES) throw new Error(`longer than ${MAX_TOKEN_BYTES} bytes`);
  const response = new TimeStampResp({ schema: parsed(token) });
  if (response.status.status !== 0 || !response.timeStampToken) throw new Error("not granted");
  if (response.timeStampToken.contentType !== SIGNED_DATA) throw new Error("not signed data");
  const data = new SignedData({ schema: response.timeStampToken.content });
  if (data.signerInfos.length !== 1) throw new Error("signed by more than one, or by nobody");
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
      const { signatureVerified, signerCertificateVerified, signerCertificate, certificatePath } = await data.verify(options);
      if (!signatureVerified || !signerCertificateVerified) throw new Error("its signature does not hold");
      if (!stampsOnly(signerCertificate)) throw new Error("its certificate is not for time stamping");
      if (tooLong(certificatePath ?? [])) throw new Error("its chain is longer than a certificate in it allows");
      if ([signerCertificate, certificate, ...(certificatePath ?? [])].some(demandsMore)) throw new Error("a certificate demands what is not known here");
      return { at, root: print, sha256: hex(sha256(token)) };
    } catch (why) {
      last = why.message;
    }
  throw new Error(`not signed by an authority named here: ${last}`);
}
