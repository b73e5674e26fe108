// Tokens: signed with ES256, answers encrypted with ECDH-ES and AES-GCM; nothing else is known.
const Jose = (() => {
  const NEW_KEY = { name: "ECDSA", namedCurve: "P-256" };
  const ECDH = { name: "ECDH", namedCurve: "P-256" };
  const SHA256 = { name: "ECDSA", hash: "SHA-256" };
  const SIZE = { A128GCM: 16, A256GCM: 32 };
  const part = (value) => Encode.to64(Encode.utf8(JSON.stringify(value)));
  const value = (said) => JSON.parse(Encode.text(Encode.from64(said)));

  const makeKey = () => crypto.subtle.generateKey(NEW_KEY, false, ["sign", "verify"]);
  const jwk = async ({ publicKey }) => {
    const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
    return { kty, crv, x, y };
  };
  const sign = async (header, claims, { privateKey }) => {
    const said = `${part({ alg: "ES256", ...header })}.${part(claims)}`;
    const raw = await crypto.subtle.sign(SHA256, privateKey, Encode.utf8(said));
    return `${said}.${Encode.to64(raw)}`;
  };
  const certificate = (der) => {
    try {
      return RC.certificateFrom(der);
    } catch {
      throw new Told("bad_certificate");
    }
  };
  // Take a token apart; its signature is still to be checked.
  const read = (token, typ) => {
    const [head, body, signature, ...more] = token.trim().split(".");
    if (!signature || more.length) throw new Told("not_understood");
    const [header, claims] = [value(head), value(body)];
    if (header.alg !== "ES256" || header.typ !== typ || "crit" in header) throw new Told("not_understood");
    const chain = (header.x5c ?? []).map((one) => certificate(Encode.fromBase64(one)));
    return { header, claims, chain, said: `${head}.${body}`, signature: Encode.from64(signature) };
  };
  const isSignedBy = ({ said, signature }, signer) =>
    RC.needSignature(signer, Encode.utf8(said), signature).then(() => true, () => false);

  const framed = (bytes) => Encode.joined(number(bytes.length), bytes);
  const number = (count) => new Uint8Array(new Uint32Array([count]).buffer).reverse();
  // The key of the content: RFC 7518 section 4.6.2, one round of SHA-256.
  const agreed = async (secret, enc, size) => {
    const empty = new Uint8Array(0);
    const info = [framed(Encode.utf8(enc)), framed(empty), framed(empty), number(size * 8)];
    const hash = await crypto.subtle.digest("SHA-256", Encode.joined(number(1), secret, ...info));
    return crypto.subtle.importKey("raw", hash.slice(0, size), "AES-GCM", false, ["encrypt"]);
  };
  const encrypt = async (answer, to, enc) => {
    const size = SIZE[enc];
    if (!size || to.alg !== "ECDH-ES") throw new Told("not_understood");
    const { kty, crv, x, y } = to;
    const theirs = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, ECDH, false, []);
    const own = await crypto.subtle.generateKey(ECDH, false, ["deriveBits"]);
    const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
    const head = part({ alg: "ECDH-ES", enc, kid: to.kid, epk: await jwk(own) });
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: Encode.utf8(head) };
    const key = await agreed(new Uint8Array(secret), enc, size);
    const sealed = new Uint8Array(await crypto.subtle.encrypt(how, key, Encode.utf8(JSON.stringify(answer))));
    const [cipher, tag] = [sealed.slice(0, -16), sealed.slice(-16)];
    return [head, "", ...[iv, cipher, tag].map(Encode.to64)].join(".");
  };
  return { makeKey, jwk, sign, read, isSignedBy, encrypt };
})();
