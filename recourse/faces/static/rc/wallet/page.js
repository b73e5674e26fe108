// The page: paste something, see exactly what it is, decide. Texts come from the page itself, in
// its language; nothing that others wrote is shown but as plain text.
(() => {
  const find = (name) => document.querySelector(`[data-rc-wallet-${name}]`);
  const page = JSON.parse(document.getElementById("rc-wallet").textContent);
  const words = (both) => both[page.language];
  const anchors = RC.fromPem(page.anchors), chains = page.chains.map(RC.fromPem);
  const place = find("paste").elements.said;

  // Whether the city that this wallet knows signed a token.
  const trust = async (token, issuer) => {
    if (issuer !== page.issuer) throw new Told("bad_city");
    const signer = await RC.signerOf(token.chain, { anchors, chains, at: new Date() }).catch(({ code }) => {
      throw new Told(code === "certificate-time" ? "bad_certificate" : "bad_city");
    });
    if (!(await Jose.isSignedBy(token, signer))) throw new Told("bad_city");
  };

  const element = (name, text = "", kind = "") => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const row = (key, value) => {
    const made = element("div", "", "govuk-summary-list__row");
    made.append(
      element("dt", key, "govuk-summary-list__key"),
      element("dd", value, "govuk-summary-list__value"));
    return made;
  };
  const rows = (list, pairs) => list.replaceChildren(...pairs.map(([key, value]) => row(key, value)));
  const step = (name) => {
    for (const one of ["offer", "request"]) find(one).hidden = one !== name;
    if (name) find(name).querySelector("h2").focus();
  };
  const say = (text, detail = "") => {
    find("said").textContent = detail ? `${text} (${detail})` : text;
    find("said").hidden = !text;
  };
  const china = { timeZone: "Asia/Shanghai" };
  const day = (text) => new Date(`${text}T00:00:00+08:00`).toLocaleDateString(page.locale, china);
  const named = (name, value) => [
    page.claims[name] ?? name,
    name === "as_of" ? day(value) : page.values[value] ?? String(value),
  ];

  const hold = async () => {
    const held = await Store.all();
    const over = held.filter((one) => Held.read(one.credential).claims.exp * 1000 <= Date.now());
    await Store.drop(over.map(({ id }) => id));
    const batches = Map.groupBy
      ? Map.groupBy(held.filter((one) => !over.includes(one)), (one) => one.batch)
      : held.reduce((map, one) => map.set(one.batch, [...(map.get(one.batch) ?? []), one]), new Map());
    find("none").hidden = batches.size > 0;
    find("held").replaceChildren(...[...batches.values()].map(card));
  };
  const card = (batch) => {
    const { says, claims } = Held.read(batch[0].credential);
    const made = element("li", "", "rc-box");
    const list = element("dl", "", "govuk-summary-list");
    const shown = Object.entries(says).filter(([, value]) => typeof value !== "object");
    rows(list, [
      ...shown.map(([name, value]) => named(name, value)),
      [page.texts.good_until, new Date(claims.exp * 1000 - 1).toLocaleDateString(page.locale, china)],
      [page.texts.left, String(batch.length)],
    ]);
    const away = element("button", page.texts.throw_away, "govuk-button govuk-button--secondary");
    away.type = "button";
    away.addEventListener("click", () => doing(async () => {
      await Store.drop(batch.map(({ id }) => id));
      say(page.texts.thrown_away);
      await hold();
    }));
    made.append(element("h3", page.values[says.domain] ?? claims.vct.split("/").at(-2)), list, away);
    return made;
  };

  let waiting = null;
  const offered = async (said) => {
    waiting = await Take.read(said);
    const { offer, issuer, grant, names } = waiting;
    const display = (name) => {
      const all = issuer.credential_configurations_supported?.[name]?.credential_metadata?.display ?? [];
      return (all.find(({ locale }) => locale?.startsWith(page.language)) ?? all[0])?.name ?? name;
    };
    rows(find("offer-facts"), [
      [page.texts.from, offer.credential_issuer],
      [page.texts.what, names.map(display).join("; ")],
    ]);
    find("digits").hidden = !grant.tx_code;
    step("offer");
  };
  const asked = async (said) => {
    const found = await Show.read(said, trust);
    const { registration, query } = found;
    const { recipient, request } = registration;
    rows(find("request-facts"), [
      [page.texts.who, `${words(recipient.name)} · ${recipient.code} · ${recipient.id}`],
      [page.texts.why, `${words(request.name)}${page.texts.stop}${words(request.says)}`],
      [page.texts.law, words(request.law)],
    ]);
    const held = (await Store.all()).filter((one) => Held.fits(Held.read(one.credential), query, recipient.id));
    const [instance] = held;
    const says = instance ? Held.read(instance.credential).says : {};
    rows(find("shown"), instance ? query.claims.map(({ path }) => named(path[0], says[path[0]])) : []);
    find("nothing").hidden = Boolean(instance);
    find("something").hidden = find("show").hidden = !instance;
    find("refuse-text").textContent = words(registration.refuse);
    find("complain-text").textContent = words(registration.complain);
    waiting = { ...found, instance };
    step("request");
  };

  // Do one thing at a time; whatever goes wrong is said in words.
  const doing = async (deed) => {
    const buttons = [...document.querySelectorAll("main button")];
    for (const one of buttons) one.disabled = true;
    try {
      await deed();
    } catch (fault) {
      step(null);
      say(page.texts[fault.told] ?? page.texts.not_understood, fault.message);
      find("said").focus();
    } finally {
      for (const one of buttons) one.disabled = false;
    }
  };
  const open = (said) => doing(async () => {
    say("");
    await (said.includes("credential_offer") || said.trim().startsWith("{") ? offered : asked)(said.trim());
  });

  find("paste").addEventListener("submit", (event) => {
    event.preventDefault();
    open(place.value);
  });
  find("take").addEventListener("submit", (event) => {
    event.preventDefault();
    doing(async () => {
      await Take.take(waiting, event.target.elements.digits.value.trim(), trust);
      step(null);
      say(page.texts.taken);
      place.value = event.target.elements.digits.value = "";
      await hold();
      find("said").focus();
    });
  });
  find("show").addEventListener("click", () => doing(async () => {
    let back = "";
    try {
      back = await Show.answer(waiting, waiting.instance);
    } finally {
      await hold();
    }
    if (back) return void location.assign(back);
    step(null);
    say(page.texts.shown_to);
    place.value = "";
    find("said").focus();
  }));
  find("refuse").addEventListener("click", () => {
    waiting = null;
    step(null);
    say(page.texts.refused);
    place.value = "";
    find("said").focus();
  });

  doing(hold);
  // A link leads here with a request behind the question mark, or with an offer behind the hash,
  // where no server reads it.
  if (location.search || location.hash.includes("credential_offer")) {
    place.value = location.search ? location.href : location.hash.slice(1);
    history.replaceState(null, "", location.pathname);
    open(place.value);
  }
})();
