// The code on a paper statement: COSE_Sign1 over claims, in base45 (RFC 8949 section 4.2.1,
// RFC 9052, RFC 8392, RFC 9285).
"use strict";
{
  const { need, fromUtf8, join, same, fromBase45, toUtf8, signerOf, speaksFor, needSignature, fingerprint, placeFrom } = RC;
  const CODE = "code-damaged";
  const PREFIX = "RC1:", MOST = 600, DEPTH = 8;
  const NUMBER = 0, NEGATIVE = 1, BYTES = 2, TEXT = 3, LIST = 4, MAP = 5, TAG = 6;
  const TYPES = { nv: "no-violation", rp: "report", co: "correction", be: "benefit-eligibility" };

  class Tagged {
    constructor(tag, value) {
      Object.assign(this, { tag, value });
    }
  }
  class Reading {
    constructor(data) {
      Object.assign(this, { data, at: 0 });
    }
    take(count) {
      need(count <= this.data.length - this.at, CODE);
      this.at += count;
      return this.data.subarray(this.at - count, this.at);
    }
    head() {
      const [first] = this.take(1);
      const kind = first >> 5, short = first & 31;
      need(kind <= TAG, CODE);
      if (short < 24) return [kind, short];
      need(short <= 27, CODE);
      const size = 1 << (short - 24);
      const number = this.take(size).reduce((sum, byte) => sum * 256 + byte, 0);
      need(number >= [24, 256, 65536, 2 ** 32][short - 24] && Number.isSafeInteger(number), CODE);
      return [kind, number];
    }
    value(depth) {
      need(depth <= DEPTH, CODE);
      const [kind, number] = this.head();
      if (kind === NUMBER) return number;
      if (kind === NEGATIVE) return -1 - number;
      if (kind === BYTES) return this.take(number);
      if (kind === TEXT) return fromUtf8(this.take(number), CODE);
      if (kind === TAG) return new Tagged(number, this.value(depth + 1));
      need(number <= this.data.length, CODE);
      if (kind === LIST) return Array.from({ length: number }, () => this.value(depth + 1));
      return this.map(number, depth + 1);
    }
    map(count, depth) {
      const found = new Map();
      let before = new Uint8Array();
      for (let place = 0; place < count; place++) {
        const begin = this.at, key = this.value(depth);
        const written = this.data.subarray(begin, this.at);
        need(typeof key === "number" || typeof key === "string", CODE);
        need(isBefore(before, written), CODE);
        before = written;
        found.set(key, this.value(depth));
      }
      return found;
    }
  }
  const isBefore = (a, b) => {
    for (let at = 0; at < Math.min(a.length, b.length); at++) if (a[at] !== b[at]) return a[at] < b[at];
    return a.length < b.length;
  };
  const cborFrom = (data) => {
    const reading = new Reading(data), found = reading.value(0);
    need(reading.at === data.length, CODE);
    return found;
  };
  const bytesHead = (size) =>
    size < 24 ? [0x40 | size] : size < 256 ? [0x58, size] : [0x59, size >> 8, size & 0xff];

  const isText = (value) => typeof value === "string" && value !== "";
  const isDay = (value) =>
    /^\d{4}-\d\d-\d\d$/.test(value) && new Date(`${value}T00:00:00Z`).getTime() > 0 &&
    new Date(`${value}T00:00:00Z`).toISOString().startsWith(value);
  const isTime = (value) => Number.isSafeInteger(value) && value >= 0 && value <= 253402300799;
  const SAYS = new Map([
    [-70001, ["type", (value) => typeof value === "string" && Object.hasOwn(TYPES, value)]],
    [-70002, ["domains", (value) => Array.isArray(value) && value.length > 0 && value.every(isText)]],
    [-70003, ["period", (value) => Array.isArray(value) && value.length === 2 && value.every(isDay)]],
    [-70004, ["finding", isText]],
    [-70005, ["name", isText]],
    [-70006, ["id_last4", isText]],
    [-70007, ["statement", isText]],
    [-70008, ["report_hash", (value) => value instanceof Uint8Array && value.length === 32]],
    [-70009, ["as_of", isTime]],
    [-70010, ["recipient", isText]],
  ]);
  const [ISSUER, ISSUED, EXPIRES, STATUS] = [1, 6, 4, 65535];

  const paperFrom = (text) => {
    const joined = text.replace(/[\r\n\t]+/g, "").trimStart();
    need(joined.length <= MOST, "too-large");
    need(joined.startsWith(PREFIX), "unknown");
    const found = cborFrom(fromBase45(joined.slice(PREFIX.length)));
    need(found instanceof Tagged && found.tag === 18, CODE);
    const parts = found.value;
    need(Array.isArray(parts) && parts.length === 4, CODE);
    const [guarded, open, payload, signature] = parts;
    need([guarded, payload, signature].every((one) => one instanceof Uint8Array), CODE);
    need(open instanceof Map && open.size === 0, "signed-otherwise");
    const header = cborFrom(guarded);
    need(header instanceof Map && header.size === 2 && header.get(1) === -7, "signed-otherwise");
    const kid = header.get(4), claims = cborFrom(payload);
    need(kid instanceof Uint8Array && kid.length === 8 && claims instanceof Map, CODE);
    const signed = join(
      [0x84, 0x6a], toUtf8("Signature1"), bytesHead(guarded.length), guarded, [0x40], bytesHead(payload.length), payload,
    );
    return { kid, claims, signed, signature };
  };
  const saidIn = (claims) => {
    const framed = [ISSUER, ISSUED, EXPIRES, STATUS];
    need([...claims.keys()].every((key) => framed.includes(key) || SAYS.has(key)), CODE);
    need([ISSUER, ISSUED, EXPIRES, -70001].every((key) => claims.has(key)), CODE);
    const says = new Map();
    for (const [key, [name, isOne]] of SAYS) {
      if (!claims.has(key)) continue;
      need(isOne(claims.get(key)), CODE);
      says.set(name, claims.get(key));
    }
    return says;
  };
  const placeIn = (told, issuer) => {
    need(told instanceof Map && told.size === 1, CODE);
    const kept = told.get("status_list");
    need(kept instanceof Map && kept.size === 2, CODE);
    const uri = kept.get("uri");
    const isPath = typeof uri === "string" && /^\/(?!\/)/.test(uri); // the issuer's own: saves letters
    return placeFrom(isPath ? issuer + uri : uri, kept.get("idx"));
  };
  const chainOf = async (kid, chains) => {
    for (const chain of chains) if (same((await fingerprint(chain[0])).subarray(0, 8), kid)) return chain;
    throw new RC.Wrong("another-certificate");
  };

  // Check who signed and what was signed. Whether it is still good is left to `standing`.
  const checkPaper = async (text, trust) => {
    const { kid, claims, signed, signature } = paperFrom(text);
    const issuer = claims.get(ISSUER);
    need(typeof issuer === "string", CODE);
    const signer = await signerOf(await chainOf(kid, trust.chains), trust);
    need(issuer === trust.issuer && speaksFor(signer, issuer), "issuer");
    await needSignature(signer, signed, signature);
    const says = saidIn(claims);
    need(isTime(claims.get(ISSUED)) && isTime(claims.get(EXPIRES)), CODE);
    const type = TYPES[says.get("type")], recipient = says.get("recipient");
    says.delete("type");
    says.delete("recipient");
    return {
      kind: "paper", issuer, signer: signer.name, authority: signer.authority, type, says,
      issued: claims.get(ISSUED), until: claims.get(EXPIRES),
      times: [new Map([["iat", claims.get(ISSUED)], ["exp", claims.get(EXPIRES)]])],
      recipients: recipient === undefined ? [] : [recipient],
      isBound: false,
      places: claims.has(STATUS) ? [placeIn(claims.get(STATUS), issuer)] : [],
    };
  };

  Object.assign(RC, { PAPER_PREFIX: PREFIX, checkPaper });
}
