// Tokens signed with ES256, and no other way (RFC 7515, RFC 7518 section 3.4, RFC 8725), and
// whether something was called back since (draft-ietf-oauth-status-list-21).
"use strict";
{
  const {
    Wrong, need, fromBase64, fromBase64url, toUtf8, objectFrom, certificateFrom, signerOf, speaksFor,
    needSignature, inflated,
  } = RC;
  const MOST = 262144, MOST_LIST = 16 << 20;
  const LONGEST_SECONDS = 48 * 3600, SKEW_SECONDS = 60, LATEST = 253402300799;

  const tokenFrom = (text, typ, most = MOST) => {
    need(text.length <= most, "too-large");
    const parts = text.split(".");
    need(parts.length === 3 && parts.every((part) => /^[A-Za-z0-9_-]+$/.test(part)), "damaged");
    const header = objectFrom(fromBase64url(parts[0]));
    need(header.get("alg") === "ES256", "signed-otherwise");
    need(header.get("typ") === typ, "another-kind");
    need(!header.has("crit") && !header.has("b64"), "signed-otherwise");
    return {
      header,
      claims: objectFrom(fromBase64url(parts[1])),
      signed: toUtf8(`${parts[0]}.${parts[1]}`),
      signature: fromBase64url(parts[2]),
    };
  };
  const chainIn = (token) => {
    const x5c = token.header.get("x5c");
    need(Array.isArray(x5c) && x5c.length >= 1 && x5c.length <= RC.MOST_CERTIFICATES, "certificate");
    need(x5c.every((one) => typeof one === "string"), "certificate");
    return x5c.map((one) => certificateFrom(fromBase64(one, "certificate")));
  };
  const needSigned = async (token, about, trust) => {
    const signer = await signerOf(chainIn(token), trust);
    need(about === undefined || speaksFor(signer, about), "issuer");
    await needSignature(signer, token.signed, token.signature);
    return signer;
  };
  const secondsIn = (claims, name) => {
    if (!claims.has(name)) return null;
    const value = claims.get(name);
    need(Number.isSafeInteger(value) && value >= 0 && value <= LATEST, "damaged");
    return value;
  };
  // Why something is not in force now, or nothing.
  const outOfTime = (claims, at) => {
    const now = at / 1000;
    const [issued, begins, ends] = ["iat", "nbf", "exp"].map((name) => secondsIn(claims, name));
    if (ends !== null && ends <= now) return new Wrong("over", { time: ends });
    for (const one of [issued, begins]) {
      if (one !== null && one > now + SKEW_SECONDS) return new Wrong("not-yet", { time: one });
    }
    return null;
  };

  const placeFrom = (uri, index) => {
    need(typeof uri === "string" && uri !== "", "damaged");
    need(Number.isSafeInteger(index) && index >= 0 && index < 2 ** 40, "damaged");
    return { uri, index };
  };
  const placeIn = (claims) => {
    if (!claims.has("status")) return [];
    const status = claims.get("status");
    const list = status instanceof Map ? status.get("status_list") : null;
    need(list instanceof Map, "damaged");
    return [placeFrom(list.get("uri"), list.get("idx"))];
  };
  const statusIn = async (told, index) => {
    const code = "list-damaged";
    need(told instanceof Map && typeof told.get("lst") === "string", code);
    const bits = told.get("bits");
    need([1, 2, 4, 8].includes(bits), code);
    const data = await inflated(fromBase64url(told.get("lst"), code), MOST_LIST, code);
    need(index < data.length * (8 / bits), code);
    const bit = index * bits;
    return (data[Math.floor(bit / 8)] >> bit % 8) & ((1 << bits) - 1);
  };
  // Need the list to say that what stands at this place is still good; return when it was made.
  const needStanding = async (text, place, trust) => {
    let token;
    try {
      token = tokenFrom(text.trim(), "statuslist+jwt", MOST_LIST);
      await needSigned(token, place.uri, trust);
    } catch (fault) {
      throw fault instanceof Wrong ? new Wrong("list-damaged") : fault;
    }
    const { claims } = token;
    need(claims.get("sub") === place.uri, "list-damaged");
    const made = secondsIn(claims, "iat"), ttl = claims.has("ttl") ? claims.get("ttl") : 1;
    need(made !== null && Number.isSafeInteger(ttl) && ttl > 0, "list-damaged");
    const isYoung = claims.has("exp") || trust.at / 1000 - made <= LONGEST_SECONDS;
    need(isYoung && outOfTime(claims, trust.at) === null, "list-old");
    const status = await statusIn(claims.get("status_list"), place.index);
    need(status === 0, "called-back", { time: made });
    return made;
  };

  Object.assign(RC, { MOST_TOKEN: MOST, MOST_LIST, tokenFrom, needSigned, secondsIn, outOfTime, placeFrom, placeIn, needStanding });
}
