// Take what is offered: OpenID4VCI 1.0, pre-authorized code with digits, DPoP, a batch of five.
const Take = (() => {
  const GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code";
  const BATCH = 5;

  const told = async (answer, otherwise) => {
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Told(otherwise, said.error_description ?? said.error ?? "");
    return said;
  };
  const known = (issuer, name) => {
    const { origin, pathname } = new URL(issuer);
    return `${origin}/.well-known/${name}${pathname === "/" ? "" : pathname}`;
  };
  const described = async (address) => told(await fetch(address), "not_reached");

  // What an offer says, in a link or as it is.
  const read = async (said) => {
    const asked = said.trim().startsWith("{") ? null : new URL(said).searchParams;
    const away = asked?.get("credential_offer_uri");
    const offer = away ? await described(away) : JSON.parse(asked ? asked.get("credential_offer") : said);
    const grant = offer.grants?.[GRANT];
    if (!grant) throw new Told("not_understood");
    const issuer = await described(known(offer.credential_issuer, "openid-credential-issuer"));
    if (issuer.credential_issuer !== offer.credential_issuer) throw new Told("bad_city");
    return { offer, grant, issuer, names: offer.credential_configuration_ids };
  };

  // Prove at an address that whoever holds the token holds this key (RFC 9449).
  const proof = async (keys, method, address, { token, nonce } = {}) => {
    const { origin, pathname } = new URL(address);
    const claims = { jti: Encode.random(), htm: method, htu: origin + pathname, iat: Math.floor(Date.now() / 1000) };
    if (token) claims.ath = await Encode.digest(Encode.utf8(token));
    if (nonce) claims.nonce = nonce;
    return Jose.sign({ typ: "dpop+jwt", jwk: await Jose.jwk(keys) }, claims, keys);
  };
  let latest; // nonce of the last answer: what comes next repeats it
  const posted = async (keys, address, { token, headers, body }) => {
    const sent = async () => {
      const shown = token ? { Authorization: `DPoP ${token}` } : {};
      const DPoP = await proof(keys, "POST", address, { token, nonce: latest });
      const answer = await fetch(address, { method: "POST", headers: { ...headers, ...shown, DPoP }, body });
      latest = answer.headers.get("DPoP-Nonce") ?? latest;
      return answer;
    };
    const answer = await sent();
    if (answer.ok) return answer;
    const { error } = await answer.clone().json().catch(() => ({}));
    return error === "use_dpop_nonce" ? sent() : answer;
  };
  const granted = async (keys, { grant, issuer }, digits) => {
    const server = issuer.authorization_servers?.[0] ?? issuer.credential_issuer;
    const { token_endpoint: address } = await described(known(server, "oauth-authorization-server"));
    const form = { grant_type: GRANT, "pre-authorized_code": grant["pre-authorized_code"] };
    if (grant.tx_code) form.tx_code = digits;
    return told(await posted(keys, address, { body: new URLSearchParams(form) }), "not_granted");
  };

  // A batch of one credential, each instance with a key of its own, to be shown once.
  const batch = async (keys, token, issuer, asked) => {
    const { c_nonce: nonce } = await told(await fetch(issuer.nonce_endpoint, { method: "POST" }), "not_reached");
    const size = Math.min(BATCH, issuer.batch_credential_issuance?.batch_size ?? 1);
    const own = await Promise.all(Array.from({ length: size }, Jose.makeKey));
    const claims = { aud: issuer.credential_issuer, iat: Math.floor(Date.now() / 1000), nonce };
    const jwt = await Promise.all(own.map(async (one) =>
      Jose.sign({ typ: "openid4vci-proof+jwt", jwk: await Jose.jwk(one) }, claims, one)));
    const body = JSON.stringify({ ...asked, proofs: { jwt } });
    const headers = { "Content-Type": "application/json" };
    const given = await told(
      await posted(keys, issuer.credential_endpoint, { token, headers, body }), "not_given");
    return Promise.all(given.credentials.map(async ({ credential }, at) => {
      const held = Held.read(credential);
      const mine = await Promise.all(own.map(async (one) => Encode.canonical(await Jose.jwk(one))));
      const which = mine.indexOf(Encode.canonical(held.jwk));
      if (which < 0 || held.claims.iss !== issuer.credential_issuer) throw new Told("bad_city");
      return { id: crypto.randomUUID(), credential, keys: own[which], at };
    }));
  };

  const take = async ({ offer, grant, issuer, names }, digits, trust) => {
    const keys = await Jose.makeKey();
    const said = await granted(keys, { grant, issuer }, digits);
    const batchId = crypto.randomUUID();
    for (const name of names) {
      const ids = said.authorization_details?.find((one) => one.credential_configuration_id === name);
      const asked = ids?.credential_identifiers
        ? { credential_identifier: ids.credential_identifiers[0] }
        : { credential_configuration_id: name };
      const instances = await batch(keys, said.access_token, issuer, asked);
      for (const { credential } of instances) await trust(Jose.read(credential.split("~")[0], "dc+sd-jwt"), offer.credential_issuer);
      await Store.keep(instances.map((one) => ({ ...one, batch: `${batchId}/${name}` })));
    }
  };
  return { read, take };
})();
