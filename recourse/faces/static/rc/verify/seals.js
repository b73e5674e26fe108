// The signature inside a sealed PDF: one signer, ES256, with its certificates, and no more.
// RFC 5652 section 5, RFC 5035, RFC 5753; PAdES B-B (ETSI EN 319 142-1). A time stamp of a third
// party may be there; it must be of this signature, and nothing is concluded from it.
"use strict";
{
  const { need, same, join, hash, partFrom, rawSignature, certificateFrom, SEQUENCE, SET, INTEGER, NULL, OCTETS } = RC;
  const CODE = "seal-damaged";
  const SIGNED_DATA = "2a864886f70d010702", DATA = "2a864886f70d010701";
  const CONTENT_TYPE = "2a864886f70d010903", MESSAGE_DIGEST = "2a864886f70d010904";
  const SIGNING_CERTIFICATE = "2a864886f70d010910022f", TIME_STAMP = "2a864886f70d010910020e";
  const TIME_STAMP_INFO = "2a864886f70d0109100104";
  const SHA256 = "608648016503040201", ECDSA_SHA256 = "2a8648ce3d040302";

  const needOid = (part, oid) => need(part.oid === oid, CODE);
  const needVersion = (part) => need(same(part.need(INTEGER).body, [1]), CODE);
  const needHash = (part) => {
    const [algorithm, parameters] = part.some(SEQUENCE, 1, 2);
    needOid(algorithm, SHA256);
    need(!parameters || same(parameters.whole, [NULL, 0]), CODE);
  };
  const attributesIn = (part, tag) => {
    const found = new Map();
    for (const one of part.need(tag).parts()) {
      const [kind, values] = one.some(SEQUENCE, 2);
      need(!found.has(kind.oid), CODE);
      found.set(kind.oid, values.some(SET, 1)[0]);
    }
    return found;
  };
  const needStamp = async (value, signature) => {
    const [kind, content] = value.some(SEQUENCE, 2);
    needOid(kind, SIGNED_DATA);
    const about = content.some(0xa0, 1)[0].some(SEQUENCE, 4, 6)[2];
    const [aboutKind, aboutContent] = about.some(SEQUENCE, 2);
    needOid(aboutKind, TIME_STAMP_INFO);
    const packed = aboutContent.some(0xa0, 1)[0].need(OCTETS).body;
    const [algorithm, digest] = partFrom(packed, CODE).some(SEQUENCE, 5, 10)[2].some(SEQUENCE, 2);
    needHash(algorithm);
    need(same(digest.need(OCTETS).body, await hash(signature)), CODE);
  };

  const sealFrom = async (data) => {
    const [kind, content] = partFrom(data, CODE).some(SEQUENCE, 2);
    needOid(kind, SIGNED_DATA);
    const [version, digests, about, chain, signers] = content.some(0xa0, 1)[0].some(SEQUENCE, 5);
    needVersion(version);
    digests.some(SET, 1).forEach(needHash);
    needOid(about.some(SEQUENCE, 1)[0], DATA);
    const certificates = chain.some(0xa0, 1, RC.MOST_CERTIFICATES + 1)
      .map((one) => certificateFrom(one.need(SEQUENCE).whole));
    const [signerVersion, identity, digest, signed, method, signature, ...more] =
      signers.some(SET, 1)[0].some(SEQUENCE, 6, 7);
    needVersion(signerVersion);
    needHash(digest);
    needOid(method.some(SEQUENCE, 1)[0], ECDSA_SHA256);
    const open = more.length ? attributesIn(more[0], 0xa1) : new Map();
    need([...open.keys()].every((one) => one === TIME_STAMP), CODE);
    const raw = signature.need(OCTETS).body;
    if (open.has(TIME_STAMP)) await needStamp(open.get(TIME_STAMP), raw);
    return {
      certificates,
      identity: identity.need(SEQUENCE).body,
      attributes: attributesIn(signed, 0xa0),
      signed: join([SET], signed.whole.subarray(1)),
      signature: raw,
    };
  };

  // The chain from the one who signed; every certificate that is there is needed.
  const inOrder = (seal, anchors) => {
    const left = seal.certificates.filter((one) => !anchors.some((trusted) => same(one.data, trusted.data)));
    need(seal.certificates.length - left.length <= 1, "certificate");
    const chain = left.filter((one) => same(one.identity, seal.identity));
    need(chain.length === 1, "certificate");
    left.splice(left.indexOf(chain[0]), 1);
    while (left.length) {
      const next = left.filter((one) => same(one.subject.whole, chain.at(-1).issuer.whole));
      need(next.length === 1, "certificate");
      chain.push(next[0]);
      left.splice(left.indexOf(next[0]), 1);
    }
    return chain;
  };
  const needNamed = async (value, signer) => {
    need(value, CODE);
    let fields = value.some(SEQUENCE, 1)[0].some(SEQUENCE, 1, RC.MOST_CERTIFICATES)[0].need(SEQUENCE).parts();
    if (fields.length > 1 && fields[0].tag === SEQUENCE && fields[1].tag === OCTETS) {
      needHash(fields[0]);
      fields = fields.slice(1);
    }
    need(fields.length && same(fields[0].need(OCTETS).body, await RC.fingerprint(signer)), CODE);
  };
  const checkSeal = async (seal, digest, trust) => {
    const chain = inOrder(seal, trust.anchors), { attributes } = seal;
    need(attributes.get(CONTENT_TYPE)?.oid === DATA, CODE);
    need(attributes.has(MESSAGE_DIGEST), CODE);
    need(same(attributes.get(MESSAGE_DIGEST).need(OCTETS).body, digest), "page-changed");
    await needNamed(attributes.get(SIGNING_CERTIFICATE), chain[0]);
    const signer = await RC.signerOf(chain, trust);
    await RC.needSignature(signer, seal.signed, rawSignature(seal.signature, 32, CODE));
    return signer;
  };

  Object.assign(RC, { sealFrom, checkSeal });
}
