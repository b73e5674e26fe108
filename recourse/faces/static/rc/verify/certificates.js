// Chains of certificates, from the one that signed to the authority pinned in the page.
// RFC 5280 section 6.1; what is not supported is refused.
"use strict";
{
  const {
    Wrong, need, hex, same, partFrom, fromUtf8, latin1, hash, rawSignature, join,
    SEQUENCE, SET, INTEGER, BITS, OCTETS, OID, BOOLEAN,
  } = RC;
  const CODE = "certificate";
  const MOST = 4, MOST_BYTES = 16384;
  const EC_KEY = "2a8648ce3d0201", P256 = "2a8648ce3d030107";
  const CURVES = { [P256]: ["P-256", 32], "2b81040022": ["P-384", 48], "2b81040023": ["P-521", 66] };
  const DIGESTS = { "2a8648ce3d040302": "SHA-256", "2a8648ce3d040303": "SHA-384", "2a8648ce3d040304": "SHA-512" };
  const BASIC = "551d13", USAGE = "551d0f", NAMES = "551d11", EXTENDED = "551d25", LIMIT = "551d1e";
  const UNDERSTOOD = [BASIC, USAGE, NAMES, EXTENDED];
  const COMMON_NAME = "550403";
  const SIGNS = 0, CERTIFIES = 5;
  const TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;

  const timeIn = (part) => {
    const text = latin1(part.body);
    need(part.tag === 0x17 || part.tag === 0x18, CODE);
    const year = part.tag === 0x17 ? (text < "50" ? "20" : "19") : "";
    const found = TIME.exec(year + text);
    need(found, CODE);
    const [, ...numbers] = found.map(Number);
    const time = new Date(Date.UTC(numbers[0], numbers[1] - 1, ...numbers.slice(2)));
    need(!Number.isNaN(time.getTime()) && time.getUTCDate() === numbers[2], CODE);
    return time;
  };
  const nameIn = (part) => {
    let common = "";
    for (const set of part.need(SEQUENCE).parts()) {
      for (const one of set.need(SET).parts()) {
        const [kind, value] = one.some(SEQUENCE, 2);
        if (kind.oid === COMMON_NAME) common = fromUtf8(value.body, CODE);
      }
    }
    return common;
  };
  const keyIn = (part) => {
    const [algorithm, bits] = part.some(SEQUENCE, 2);
    const [kind, curve] = algorithm.some(SEQUENCE, 1, 2);
    need(bits.tag === BITS, CODE);
    if (kind.oid !== EC_KEY || curve === undefined) return null;
    return CURVES[curve.oid] ? { spki: part.whole, curve: curve.oid } : null;
  };
  const extensionsIn = (part) => {
    const found = new Map();
    const [list] = part.some(0xa3, 1);
    for (const one of list.need(SEQUENCE).parts()) {
      const [kind, ...rest] = one.some(SEQUENCE, 2, 3);
      const value = rest.at(-1).need(OCTETS).body;
      if (rest.length === 2) need(rest[0].tag === BOOLEAN && same(rest[0].body, [0xff]), CODE);
      need(!found.has(kind.oid), CODE);
      found.set(kind.oid, { value, critical: rest.length === 2 });
    }
    return found;
  };
  const bitsIn = (value) => {
    const { body } = partFrom(value, CODE).need(BITS);
    need(body.length >= 1 && body[0] <= 7, CODE);
    return (bit) => ((body[1 + (bit >> 3)] ?? 0) >> (7 - (bit & 7))) & 1;
  };
  const basicIn = (value) => {
    const parts = partFrom(value, CODE).some(SEQUENCE, 0, 2);
    const isAuthority = parts[0]?.tag === BOOLEAN && same(parts[0].body, [0xff]);
    const limit = parts.find((one) => one.tag === INTEGER);
    need(parts.length === Number(isAuthority) + Number(limit !== undefined), CODE);
    return { isAuthority, below: limit === undefined ? Infinity : parseInt(hex(limit.magnitude), 16) };
  };
  const addressIn = (body) => {
    if (body.length === 4) return body.join(".");
    const groups = Array.from({ length: 8 }, (_, at) => ((body[2 * at] << 8) | body[2 * at + 1]).toString(16));
    return new URL(`http://[${groups.join(":")}]`).hostname;
  };
  const namesIn = (value) => {
    const found = { addresses: [], hosts: [] };
    for (const one of partFrom(value, CODE).need(SEQUENCE).parts()) {
      if (one.tag === 0x86) found.addresses.push(latin1(one.body));
      if (one.tag === 0x82) found.hosts.push(latin1(one.body).toLowerCase());
      if (one.tag === 0x87) found.hosts.push(addressIn(one.body));
    }
    return found;
  };

  const certificateFrom = (data) => {
    need(data.length <= MOST_BYTES, CODE);
    const [body, method, signature] = partFrom(data, CODE).some(SEQUENCE, 3);
    const parts = body.need(SEQUENCE).parts();
    need(parts.length >= 7 && parts[0].tag === 0xa0, CODE);
    const [version] = parts[0].some(0xa0, 1);
    need(same(version.need(INTEGER).body, [2]), CODE);
    const [, number, inner, issuer, validity, subject, key, ...more] = parts;
    number.magnitude;
    need(same(inner.whole, method.whole), CODE);
    const [since, until] = validity.some(SEQUENCE, 2).map(timeIn);
    const bits = signature.need(BITS).body;
    need(bits[0] === 0, CODE);
    const extended = more.filter((one) => one.tag === 0xa3);
    need(extended.length <= 1 && more.every((one) => [0x81, 0x82, 0xa3].includes(one.tag)), CODE);
    const extensions = extended.length ? extensionsIn(extended[0]) : new Map();
    const read = (oid, reader) => (extensions.has(oid) ? reader(extensions.get(oid).value) : null);
    return {
      data, number, issuer, subject, since, until, extensions,
      signed: body.whole,
      digest: DIGESTS[method.some(SEQUENCE, 1, 2)[0].oid],
      signature: bits.subarray(1),
      name: nameIn(subject) || nameIn(issuer),
      key: keyIn(key),
      usage: read(USAGE, bitsIn),
      basic: read(BASIC, basicIn) ?? { isAuthority: false, below: 0 },
      names: read(NAMES, namesIn) ?? { addresses: [], hosts: [] },
      // Issuer and number, as a signature names its certificate.
      identity: join(issuer.whole, number.whole),
    };
  };

  const isIssuedBy = async (issued, authority) => {
    if (!same(issued.issuer.whole, authority.subject.whole)) return false;
    if (!authority.key || !issued.digest) return false;
    const [namedCurve, size] = CURVES[authority.key.curve];
    const algorithm = { name: "ECDSA", namedCurve };
    try {
      const key = await crypto.subtle.importKey("spki", authority.key.spki, algorithm, false, ["verify"]);
      const raw = rawSignature(issued.signature, size, CODE);
      return await crypto.subtle.verify({ name: "ECDSA", hash: issued.digest }, key, raw, issued.signed);
    } catch {
      return false;
    }
  };
  const needAuthority = (one, below) => {
    need(one.basic.isAuthority && one.basic.below >= below, CODE);
    need(one.usage === null || one.usage(CERTIFIES), CODE);
  };
  const needInForce = (one, at) => {
    need(at >= one.since, "certificate-time");
    need(Math.floor(at / 1000) * 1000 <= one.until.getTime(), "certificate-time");
  };
  const needUnderstood = (one) => {
    for (const [oid, { critical }] of one.extensions) {
      need(oid !== LIMIT && (!critical || UNDERSTOOD.includes(oid)), CODE);
    }
  };

  // An authority may have had several certificates for its key; one in force counts first.
  const anchorOf = async (last, anchors, at) => {
    const found = [];
    for (const one of anchors) if (await isIssuedBy(last, one)) found.push(one);
    need(found.length, CODE);
    return found.find((one) => one.since <= at && at <= one.until) ?? found[0];
  };
  // Return whose chain this is, if it leads to a pinned authority at that time, and is one of those
  // with which this city's issuer signs: the authority may vouch for others too.
  const signerOf = async (chain, { anchors, chains, at }) => {
    need(chain.length >= 1 && chain.length <= MOST, CODE);
    const [signer, ...between] = chain;
    need(!signer.basic.isAuthority, CODE);
    need(signer.usage === null || signer.usage(SIGNS), CODE);
    need(!same(signer.subject.whole, signer.issuer.whole), CODE);
    const anchor = await anchorOf(chain.at(-1), anchors, at);
    for (const [place, authority] of [...between, anchor].entries()) {
      needAuthority(authority, place);
      need(await isIssuedBy(chain[place], authority), CODE);
    }
    for (const one of [...chain, anchor]) {
      needInForce(one, at);
      needUnderstood(one);
      need(one === anchor || !anchors.some((trusted) => same(one.data, trusted.data)), CODE);
    }
    need(signer.key?.curve === P256, CODE);
    need(chains.some(([ours]) => same(ours.data, signer.data)), "another-certificate");
    return { ...signer, authority: anchor.name };
  };
  // Whether the certificate names the issuer at an address, or an issuer above it.
  const speaksFor = (signer, address) => {
    const { addresses, hosts } = signer.names;
    if (addresses.length) {
      return addresses.some((one) => address === one || address.startsWith(`${one.replace(/\/+$/, "")}/`));
    }
    const url = URL.parse ? URL.parse(address) : tried(() => new URL(address));
    if (!url || url.username || url.password || /[^\x21-\x7e]/.test(address)) return false;
    const isHere = ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
    if (url.protocol !== "https:" && !(url.protocol === "http:" && isHere)) return false;
    return hosts.includes(url.hostname);
  };
  const tried = (make) => {
    try {
      return make();
    } catch {
      return null;
    }
  };
  const needSignature = async (signer, signed, raw) => {
    need(raw.length === 64, "signature");
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const key = await crypto.subtle.importKey("spki", signer.key.spki, algorithm, false, ["verify"]);
    const holds = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, raw, signed);
    if (!holds) throw new Wrong("signature");
  };
  const fromPem = (text) => {
    const found = [...text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)];
    return found.map(([, body]) => certificateFrom(RC.fromBase64(body.replace(/\s/g, ""), CODE)));
  };
  const fingerprint = (certificate) => hash(certificate.data);

  Object.assign(RC, { certificateFrom, signerOf, speaksFor, needSignature, fromPem, fingerprint, MOST_CERTIFICATES: MOST });
}
