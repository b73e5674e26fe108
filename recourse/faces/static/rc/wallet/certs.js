// As much of X.509 as one needs to know whose key a certificate holds, and who signed it.
const Certs = (() => {
  const P256 = { name: "ECDSA", namedCurve: "P-256" };
  const SHA256 = { name: "ECDSA", hash: "SHA-256" };

  // One element of DER: its tag, what it holds, all of it, and where the next one begins.
  const element = (bytes, at = 0) => {
    const first = bytes[at + 1];
    const more = first < 128 ? 0 : first - 128;
    if (more > 3) throw new Told("bad_certificate");
    const length = more ? bytes.slice(at + 2, at + 2 + more).reduce((sum, one) => sum * 256 + one, 0) : first;
    const [from, end] = [at + 2 + more, at + 2 + more + length];
    if (end > bytes.length) throw new Told("bad_certificate");
    return { tag: bytes[at], inner: bytes.slice(from, end), whole: bytes.slice(at, end), end };
  };
  const parts = (bytes) => {
    const found = [];
    for (let at = 0; at < bytes.length; at = found.at(-1).end) found.push(element(bytes, at));
    return found;
  };
  const moment = ({ tag, inner }) => {
    const said = Encode.text(inner);
    const whole = tag === 0x17 ? (said < "5" ? "20" : "19") + said : said;
    const [, y, mo, d, h, mi, s] = whole.match(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/);
    return Date.UTC(y, mo - 1, d, h, mi, s);
  };
  // r and s of a signature, 32 bytes each, as WebCrypto reads them.
  const rawSignature = (der) =>
    Encode.joined(...parts(element(der).inner).map(({ inner }) => {
      const digits = inner[0] === 0 ? inner.slice(1) : inner;
      if (digits.length > 32) throw new Told("bad_certificate");
      return Encode.joined(new Uint8Array(32 - digits.length), digits);
    }));

  const read = (der) => {
    const [body, , signature] = parts(element(der).inner);
    const fields = parts(body.inner);
    const [, , issuer, validity, subject, spki] = fields[0].tag === 0xa0 ? fields.slice(1) : fields;
    const [since, until] = parts(validity.inner).map(moment);
    return {
      der, since, until,
      body: body.whole,
      signature: rawSignature(signature.inner.slice(1)),
      issuer: Encode.to64(issuer.whole),
      subject: Encode.to64(subject.whole),
      spki: spki.whole,
    };
  };
  const key = (certificate) =>
    crypto.subtle.importKey("spki", certificate.spki, P256, false, ["verify"]).catch(() => {
      throw new Told("bad_certificate");
    });
  const signedBy = async (certificate, authority) =>
    certificate.issuer === authority.subject &&
    crypto.subtle.verify(SHA256, await key(authority), certificate.signature, certificate.body);

  // The first certificate of a chain that leads to the anchor, all of them in force.
  const trusted = async (chain, anchor) => {
    const path = [...chain.map(read), anchor];
    for (const [at, one] of path.entries()) {
      if (Date.now() < one.since || one.until < Date.now()) throw new Told("bad_certificate");
      if (at + 1 < path.length && !(await signedBy(one, path[at + 1]))) throw new Told("bad_city");
    }
    return path[0];
  };
  const fromPem = (pem) => read(Encode.fromBase64(pem.replace(/-----[^-]+-----|\s/g, "")));
  return { read, key, trusted, fromPem, SHA256 };
})();
