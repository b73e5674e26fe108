// A credential with selective disclosure, as issued (RFC 9901 section 7.1, SD-JWT VC).
// One that a wallet showed to somebody is only for them to check.
"use strict";
{
  const { need, fromBase64url, toBase64url, toUtf8, valueFrom, hash, HASHES, tokenFrom, needSigned, secondsIn, placeIn } = RC;
  const DEPTH = 32, MOST = 1000;
  const DIGESTS = "_sd", ELEMENT = "...", ALGORITHM = "_sd_alg";
  const RESERVED = [DIGESTS, ELEMENT, ALGORITHM];
  const OPEN = ["iss", "aud", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"];
  const FRAME = [...OPEN, "iat"], NAMED = ["name", "id_last4"];
  const isText = (value) => typeof value === "string" && value !== "";

  const disclosureFrom = (text) => {
    const found = valueFrom(fromBase64url(text));
    need(Array.isArray(found) && [2, 3].includes(found.length), "damaged");
    need(typeof found[0] === "string", "damaged");
    if (found.length === 3) need(typeof found[1] === "string" && !RESERVED.includes(found[1]), "damaged");
    return found;
  };

  class Reading {
    constructor(given) {
      Object.assign(this, { given, seen: new Set() });
    }
    members(value, depth) {
      need(depth <= DEPTH && !value.has(ELEMENT) && !value.has(ALGORITHM), "damaged");
      const found = new Map();
      for (const [name, inner] of value) if (name !== DIGESTS) found.set(name, this.value(inner, depth));
      const digests = value.has(DIGESTS) ? value.get(DIGESTS) : [];
      need(Array.isArray(digests), "damaged");
      for (const digest of digests) {
        const shown = this.take(digest, 3);
        if (!shown) continue;
        const [, name, inner] = shown;
        need(!found.has(name), "disclosure");
        need(depth > 0 || !OPEN.includes(name), "disclosure");
        found.set(name, this.value(inner, depth));
      }
      return found;
    }
    value(value, depth) {
      if (value instanceof Map) return this.members(value, depth + 1);
      return Array.isArray(value) ? this.list(value, depth + 1) : value;
    }
    list(value, depth) {
      need(depth <= DEPTH, "damaged");
      const found = [];
      for (const one of value) {
        if (!(one instanceof Map) || !one.has(ELEMENT)) {
          found.push(this.value(one, depth));
          continue;
        }
        need(one.size === 1, "damaged");
        const shown = this.take(one.get(ELEMENT), 2);
        if (shown) found.push(this.value(shown[1], depth));
      }
      return found;
    }
    take(digest, parts) {
      need(typeof digest === "string", "damaged");
      need(!this.seen.has(digest), "disclosure");
      this.seen.add(digest);
      const shown = this.given.get(digest);
      this.given.delete(digest);
      need(!shown || shown.length === parts, "damaged");
      return shown;
    }
  }

  const opened = async (claims, disclosures) => {
    need(disclosures.length <= MOST, "too-large");
    const name = claims.has(ALGORITHM) ? claims.get(ALGORITHM) : "sha-256";
    need(typeof name === "string" && Object.hasOwn(HASHES, name), "damaged");
    const given = new Map();
    for (const one of disclosures) {
      given.set(toBase64url(await hash(toUtf8(one), HASHES[name])), disclosureFrom(one));
    }
    need(given.size === disclosures.length, "disclosure");
    const reading = new Reading(given);
    const found = reading.members(new Map([...claims].filter(([key]) => key !== ALGORITHM)), 0);
    need(reading.given.size === 0, "disclosure");
    return found;
  };
  const textIn = (claims, name) => {
    if (!claims.has(name)) return undefined;
    const value = claims.get(name);
    need(typeof value === "string" && value !== "", "damaged");
    return value;
  };
  const recipientsIn = (claims) => {
    if (!claims.has("aud")) return [];
    const named = [claims.get("aud")].flat();
    need(named.length > 0 && named.every((one) => typeof one === "string"), "damaged");
    return named;
  };

  // Check who signed and what was signed. Whether it is still good is left to `standing`.
  const checkCredential = async (text, trust) => {
    need(text.length <= RC.MOST_TOKEN, "too-large");
    const [signed, ...shown] = text.split("~");
    need(shown.length > 0, "unknown");
    need(shown.pop() === "", "shown-to-somebody");
    need(shown.every((one) => one !== ""), "damaged");
    const token = tokenFrom(signed, "dc+sd-jwt");
    const claims = await opened(token.claims, shown);
    const issuer = textIn(claims, "iss");
    const signer = await needSigned(token, issuer, trust);
    need(issuer === trust.issuer, "issuer");
    need(textIn(claims, "vct") !== undefined, "damaged");
    // Whoever was given a paper has its credential, and could cut out the name.
    need(claims.has("cnf") || NAMED.every((name) => isText(claims.get(name))), "nameless");
    return {
      kind: "credential",
      issuer,
      signer: signer.name,
      authority: signer.authority,
      type: claims.get("vct"),
      says: new Map([...claims].filter(([name]) => !FRAME.includes(name))),
      issued: secondsIn(claims, "iat"),
      until: secondsIn(claims, "exp"),
      times: [claims],
      recipients: recipientsIn(claims),
      isBound: claims.has("cnf"),
      places: placeIn(claims),
    };
  };

  Object.assign(RC, { checkCredential });
}
