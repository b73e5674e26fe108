// Puts the three answers into words: who signed, what it says as of when, still good or not.
"use strict";
{
  const words = JSON.parse(document.getElementById("verify-words").textContent);
  const pinned = JSON.parse(document.getElementById("verify-pinned").textContent);
  const { labels, answers, refusals } = words;
  const isChinese = document.documentElement.lang.startsWith("zh");
  const zone = "Asia/Shanghai", here = isChinese ? "zh-CN" : "en-GB";
  const dayOf = (date) => new Intl.DateTimeFormat(here, { dateStyle: "long", timeZone: zone }).format(date);
  const momentOf = (date) =>
    new Intl.DateTimeFormat(here, { dateStyle: "long", timeStyle: "short", timeZone: zone }).format(date);

  const filled = (text, facts) =>
    text.replace(/\{(\w+)\}/g, (hole, name) => {
      const value = facts[name];
      if (name === "time") return momentOf(new Date(value * 1000));
      return value === undefined ? hole : String(value);
    });
  const element = (name, className, ...inner) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...inner);
    return made;
  };
  const paragraph = (text) => element("p", "", text);

  const meant = (code) => labels[`mark-${code}`] ?? String(code);
  const inWords = (value) => {
    if (value instanceof Map && typeof value.get("zh") === "string") return isChinese ? value.get("zh") : value.get("en");
    if (value instanceof Map) return [...value].map(([name, inner]) => `${name}: ${inWords(inner)}`).join("; ");
    if (Array.isArray(value)) return value.map(inWords).join(isChinese ? "、" : ", ");
    if (value instanceof Uint8Array) return RC.hex(value);
    if (value === true || value === false) return meant(value ? "yes" : "no");
    return String(value);
  };
  const domain = (code) => pinned.domains[code] ?? String(code);
  const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text);
  const civil = (text) => (isDay(text) ? dayOf(new Date(`${text}T12:00:00+08:00`)) : String(text));
  const instant = (value) => {
    const date = typeof value === "number" ? new Date(value * 1000) : new Date(String(value));
    return Number.isNaN(date.getTime()) ? String(value) : momentOf(date);
  };
  const entryIn = (entry) => {
    if (!(entry instanceof Map)) return inWords(entry);
    const parts = ["title", "authority"].filter((name) => entry.has(name)).map((name) => inWords(entry.get(name)));
    if (entry.has("decided_on")) parts.push(civil(entry.get("decided_on")));
    const marks = entry.get("marks");
    if (Array.isArray(marks)) parts.push(...marks.map(meant));
    return parts.join(" · ");
  };
  const entriesIn = (section) => {
    const entries = section instanceof Map ? section.get("entries") : null;
    const name = section instanceof Map && section.has("name") ? inWords(section.get("name")) : "";
    const all = Array.isArray(entries) && entries.length ? entries.map(entryIn) : [meant("none")];
    return all.map((text) => (name ? `${name}${isChinese ? "：" : ": "}${text}` : text));
  };
  const correctionIn = (claims) => [entryIn(claims.get("entry") ?? claims), `${meant(claims.get("what"))}, ${civil(claims.get("on"))}`];

  // How each claim is said: its label and its lines. What is not known is said as it stands.
  const SAID = {
    finding: (value) => ["finding", [meant(value)]],
    domain: (value) => ["domain", [domain(value)]],
    domains: (value) => ["domains", [[value].flat().map(domain).join(isChinese ? "、" : ", ")]],
    period: (value) => ["period", [value.map(civil).join(" – ")]],
    as_of: (value) => ["as_of", [isDay(value) ? civil(value) : instant(value)]],
    name: (value) => ["name", [inWords(value)]],
    id_last4: (value) => ["id_last4", [inWords(value)]],
    birth_year: (value) => ["birth_year", [inWords(value)]],
    statement_id: (value) => ["statement_id", [inWords(value)]],
    statement: (value) => ["statement_id", [inWords(value)]],
    scheme: (value) => ["scheme", [inWords(value)]],
    eligible: (value) => ["eligible", [inWords(value)]],
    rule_version: (value) => ["rule_version", [inWords(value)]],
    report_hash: (value) => ["report_hash", [inWords(value)]],
    sections: (value) => ["entries", [value].flat().flatMap(entriesIn)],
    entry: (value) => ["entry", [entryIn(value)]],
    on: (value) => ["what_on", [civil(value)]],
    what: (value) => ["what_on", [meant(value)]],
  };
  const rowsOf = (told) => {
    const says = new Map(told.says);
    if (says.has("period_from") && says.has("period_to")) {
      says.set("period", [says.get("period_from"), says.get("period_to")]);
      says.delete("period_from");
      says.delete("period_to");
    }
    if (says.get("correction") instanceof Map) {
      const [entry, what] = correctionIn(says.get("correction"));
      says.delete("correction");
      says.set("entry", entry).set("what", what);
    }
    if (says.get("benefit") instanceof Map) {
      const benefit = says.get("benefit");
      says.delete("benefit");
      says.set("scheme", benefit.get("name") ?? benefit.get("scheme"));
    }
    const order = Object.keys(SAID), placeOf = ([name]) => (order.indexOf(name) + 1 || order.length + 1);
    return [...says].sort((a, b) => placeOf(a) - placeOf(b)).map(([name, value]) => {
      if (/^section_/.test(name)) return [labels.entries, entriesIn(value)];
      const [label, lines] = Object.hasOwn(SAID, name) ? SAID[name](value) : [null, [inWords(value)]];
      return [label === null ? name : labels[label], lines];
    });
  };

  const summaryRow = (key, ...inner) =>
    element("div", "govuk-summary-list__row", element("dt", "govuk-summary-list__key", key), element("dd", "govuk-summary-list__value", ...inner));
  const typeOf = (told) => /\/vct\/([a-z-]+)\/\d+$/.exec(told.type)?.[1] ?? told.type;
  const what = (told) => {
    const rows = rowsOf(told).map(([label, lines]) =>
      element("div", "", element("dt", "", label), ...lines.map((line) => element("dd", "", line))));
    return [paragraph(meant(typeOf(told))), element("dl", "rc-verify__says", ...rows)];
  };
  const reason = (code, facts) => (refusals[code] ?? refusals.broken).map((text) => filled(text, facts));
  const standingIn = (told, standing) => {
    const lines = [];
    if (standing.is === "good") {
      lines.push(filled(answers[standing.why], standing.facts));
      if (told.until !== null) lines.push(filled(answers.until, { day: dayOf(new Date((told.until - 1) * 1000)) }));
    } else lines.push(...reason(standing.why, standing.facts));
    if (told.recipients.length) lines.push(filled(answers["only-for"], { who: told.recipients.join(", ") }));
    if (told.isBound) lines.push(answers.copy);
    else lines.push(answers.paper);
    return lines.map(paragraph);
  };
  const BOXES = { good: "calm", not: "stop", unknown: "attention", refused: "stop" };
  const boxed = (is, ...inner) =>
    element("div", `rc-box rc-box--${BOXES[is]}`, element("h2", "", answers[is]), ...inner);

  const shownAs = (told, standing) => {
    const signed = filled(answers.signed, { signer: told.signer, issuer: told.issuer, authority: told.authority });
    const who = [paragraph(signed), ...(told.kind === "page" ? [paragraph(answers["standing-page"])] : [])];
    const box = boxed(standing.is, paragraph(answers["read-here"]));
    const list = element("dl", "govuk-summary-list rc-verify__answers",
      summaryRow(labels.who, ...who), summaryRow(labels.what, ...what(told)), summaryRow(labels.standing, ...standingIn(told, standing)));
    return [box, list];
  };
  const refusedAs = (code, facts = {}) => [boxed("refused", ...reason(code, facts).map(paragraph))];

  Object.assign(RC, { pinned, answers, shownAs, refusedAs });
}
