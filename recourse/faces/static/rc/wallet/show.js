// Who asks, for what, under which article: believed only where the city that made the statement
// signed it. OpenID4VP 1.0 with HAIP; the request is held against the registration, word by word.
const Show = (() => {
  const below = (address, base) => address === base || address.startsWith(`${base}/`);

  // The city's word on who may ask: signed by the city, in force, for this very certificate.
  const registered = async (claims, clientId, trust) => {
    const found = (claims.verifier_info ?? []).filter(({ format }) => format === "jwt");
    for (const { data } of found) {
      const read = Jose.read(String(data), "recipient-registration+jwt");
      await trust(read, read.claims.iss);
      if (read.claims.sub !== clientId) throw new Told("not_theirs");
      if (!(read.claims.exp * 1000 > Date.now())) throw new Told("registration_over");
      return read.claims;
    }
    throw new Told("not_registered");
  };

  const need = (holds, otherwise) => {
    if (!holds) throw new Told(otherwise);
  };

  // Fetch and check a request; nothing of it is shown before all of it holds.
  const read = async (link, trust) => {
    const asked = new URL(link).searchParams;
    const [clientId, address] = [asked.get("client_id"), asked.get("request_uri")];
    need(clientId?.startsWith("x509_hash:") && address, "not_understood");
    const nonce = Encode.random();
    const isPost = asked.get("request_uri_method") === "post";
    const how = isPost ? { method: "POST", body: new URLSearchParams({ wallet_nonce: nonce }) } : {};
    const answer = await fetch(address, how);
    need(answer.ok, "request_over");
    const request = Jose.read(await answer.text(), "oauth-authz-req+jwt");
    const { claims } = request;
    need(request.chain.length, "not_understood");
    const [certificate] = request.chain;
    const named = `x509_hash:${await Encode.digest(certificate.data)}`;
    need(named === clientId && claims.client_id === clientId, "not_theirs");
    need(!RC.same(certificate.issuer.whole, certificate.subject.whole), "bad_certificate");
    need(await Jose.isSignedBy(request, certificate), "not_theirs");
    need(!isPost || claims.wallet_nonce === nonce, "replayed");
    need(!(claims.exp * 1000 <= Date.now()), "request_over");
    const registration = await registered(claims, clientId, trust);
    const place = registration.recipient.id;
    need(below(address, place) && below(claims.response_uri, place), "elsewhere");
    need(claims.response_type === "vp_token" && claims.response_mode === "direct_post.jwt", "not_understood");
    need(!claims.transaction_data && !claims.scope && !claims.redirect_uri, "not_understood");
    need(Encode.canonical(claims.dcql_query) === Encode.canonical(registration.dcql_query), "asks_more");
    const [query, ...more] = registration.dcql_query.credentials;
    need(!more.length && query.require_cryptographic_holder_binding !== false, "asks_more");
    return { claims, registration, query };
  };

  // Answer: encrypted to the one who asks, with an instance that is never used again.
  const answer = async ({ claims, query, registration }, instance) => {
    const { jwks, encrypted_response_enc_values_supported: known } = claims.client_metadata;
    const to = jwks.keys.find(({ kty, crv, alg }) => kty === "EC" && crv === "P-256" && alg === "ECDH-ES");
    need(to, "not_understood");
    const shown = await Held.shown(instance, query, { audience: claims.client_id, nonce: claims.nonce });
    const enc = known?.includes("A256GCM") ? "A256GCM" : "A128GCM";
    const response = await Jose.encrypt({ vp_token: { [query.id]: [shown] }, state: claims.state }, to, enc);
    await Store.drop([instance.id]);
    const sent = await fetch(claims.response_uri, { method: "POST", body: new URLSearchParams({ response }) });
    const said = await sent.json().catch(() => ({}));
    if (!sent.ok) throw new Told("not_accepted", said.error_description ?? "");
    return below(said.redirect_uri ?? "", registration.recipient.id) ? said.redirect_uri : "";
  };
  return { read, answer };
})();
