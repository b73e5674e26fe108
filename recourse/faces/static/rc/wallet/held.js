// A statement that the wallet holds: what it says, and as much of it as is to be shown.
const Held = (() => {
  const read = (credential) => {
    const [token, ...shown] = credential.split("~").slice(0, -1);
    const { claims, chain } = Jose.read(token, "dc+sd-jwt");
    const disclosures = shown.map((text) => {
      const [, name, value] = JSON.parse(Encode.text(Encode.from64(text)));
      return { name, value, text };
    });
    const says = Object.fromEntries(disclosures.map(({ name, value }) => [name, value]));
    return { token, claims, chain, disclosures, says, jwk: claims.cnf?.jwk };
  };
  // Whether a statement is what is asked for (OpenID4VP 1.0, section 6.4).
  const fits = (held, asked, recipient) =>
    asked.meta.vct_values.includes(held.claims.vct) &&
    held.claims.exp * 1000 > Date.now() &&
    (held.claims.aud === undefined || held.claims.aud === recipient) &&
    asked.claims.every(({ path, values }) =>
      path.length === 1 && path[0] in held.says && (!values || values.includes(held.says[path[0]])));
  // Only what was asked for, and a proof that this wallet holds its key, for this question alone.
  const shown = async (instance, asked, { audience, nonce }) => {
    const { token, disclosures } = read(instance.credential);
    const names = asked.claims.map(({ path }) => path[0]);
    const parts = disclosures.filter(({ name }) => names.includes(name)).map(({ text }) => text);
    const presented = `${[token, ...parts].join("~")}~`;
    const claims = {
      iat: Math.floor(Date.now() / 1000), aud: audience, nonce,
      sd_hash: await Encode.digest(Encode.utf8(presented)),
    };
    return presented + (await Jose.sign({ typ: "kb+jwt" }, claims, instance.keys));
  };
  return { read, fits, shown };
})();
