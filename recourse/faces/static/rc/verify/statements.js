// A statement as a sealed PDF: one seal over every byte, and what it encloses. And for all that a
// person carries: whether it is still good.
"use strict";
{
  const { Wrong, need, fromHex, fromUtf8, join, hash, objectFrom, sizeOfFirst, sealFrom, checkSeal, speaksFor, checkCredential, checkPaper, needStanding, outOfTime, placeFrom } = RC;
  const { File, Reference, Text, Stream } = RC.pdf;
  const CONTENT = "statement.json", CREDENTIAL = "statement.sd-jwt", FORMAT = "recourse-statement/1";
  const MOST_ATTACHMENTS = 32;

  const needNoChanges = async (file, signature) => {
    const references = await file.items(signature.get("Reference"));
    need(references.length === 1, "page-open");
    const one = await file.dictionary(references[0]);
    const allowed = await file.dictionary(one.get("TransformParams"));
    need(one.has("TransformMethod", "DocMDP") && allowed.get("P") === 1, "page-open");
  };
  const signatureIn = async (file) => {
    const catalogue = await file.dictionary(file.trailer.get("Root"));
    need(catalogue.get("AcroForm") !== null, "no-seal");
    const form = await file.dictionary(catalogue.get("AcroForm"));
    const fields = await file.items(form.get("Fields"));
    need(fields.length === 1, "no-seal");
    const field = await file.dictionary(fields[0]);
    need(field.has("FT", "Sig") && field.get("Kids") === null && field.get("V") !== null, "no-seal");
    const value = field.get("V"), permitted = catalogue.get("Perms");
    const certifies = permitted === null ? null : (await file.dictionary(permitted)).get("DocMDP");
    const isSame = value instanceof Reference && certifies instanceof Reference && value.number === certifies.number;
    need(isSame, "page-open");
    return file.dictionary(value);
  };
  const sealIn = async (file) => {
    const signature = await signatureIn(file);
    const kinds = { Type: "Sig", Filter: "Adobe.PPKLite", SubFilter: "ETSI.CAdES.detached" };
    need(Object.entries(kinds).every(([name, text]) => signature.has(name, text)), "seal-damaged");
    await needNoChanges(file, signature);
    const [begin, end] = signature.spans.get("Contents") ?? [0, 0], size = file.data.length;
    const range = signature.get("ByteRange");
    const expected = [0, begin, end, size - end];
    need(Array.isArray(range) && range.length === 4 && begin < end, "page-longer");
    need(expected.every((number, place) => range[place] === number), "page-longer");
    const digits = file.text.slice(begin, end);
    need(/^<[0-9A-F]+>$/.test(digits) && digits.length % 2 === 0, "seal-damaged");
    const data = fromHex(digits.slice(1, -1)), used = sizeOfFirst(data, "seal-damaged");
    need(data.subarray(used).every((byte) => byte === 0), "seal-damaged");
    const digest = await hash(join(file.data.subarray(0, begin), file.data.subarray(end)));
    return [data.subarray(0, used), digest];
  };
  const leaves = async (file, node, depth) => {
    need(depth <= 8, "page-damaged");
    const found = await file.dictionary(node), names = await file.items(found.get("Names"));
    const all = [];
    for (let place = 1; place < names.length; place += 2) all.push(await file.dictionary(names[place]));
    for (const kid of await file.items(found.get("Kids"))) all.push(...(await leaves(file, kid, depth + 1)));
    return all;
  };
  const nameOf = async (file, specification) => {
    const name = (await file.whole(specification.get("UF"))) ?? (await file.whole(specification.get("F")));
    need(name instanceof Text, "page-damaged");
    const { bytes } = name;
    if (!bytes.startsWith("\xfe\xff")) return bytes;
    return bytes.slice(2).replace(/([^])([^])/g, (_, high, low) => String.fromCharCode((high.charCodeAt(0) << 8) | low.charCodeAt(0)));
  };
  const attachedTo = async (file) => {
    const catalogue = await file.dictionary(file.trailer.get("Root"));
    const names = catalogue.get("Names"), found = new Map(), seen = new Set();
    const tree = names === null ? null : (await file.dictionary(names)).get("EmbeddedFiles");
    for (const specification of tree === null ? [] : await leaves(file, tree, 0)) {
      const name = await nameOf(file, specification);
      need(!seen.has(name) && seen.size < MOST_ATTACHMENTS, "page-damaged");
      seen.add(name);
      if (name !== CONTENT && name !== CREDENTIAL) continue;
      const stream = await file.whole((await file.dictionary(specification.get("EF"))).get("F"));
      need(stream instanceof Stream, "page-damaged");
      found.set(name, await file.unpacked(stream));
    }
    return found;
  };

  const isText = (value) => typeof value === "string" && value !== "";
  const DAY = /^\d{4}-\d\d-\d\d$/, INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)$/;
  const secondsOf = (text) => {
    const time = Date.parse(text);
    need(Number.isFinite(time) && time >= 0, "not-ours");
    return Math.floor(time / 1000);
  };
  // Read what a statement says for machines: the members of `statement.json`.
  const contentFrom = (data) => {
    const told = objectFrom(data), said = told.get("statement");
    need(told.get("format") === FORMAT && said instanceof Map, "not-ours");
    const [subject, period, recipient] = ["subject", "period", "recipient"].map((name) => said.get(name) ?? new Map());
    need([subject, period, recipient].every((one) => one instanceof Map), "not-ours");
    const [number, kind, asOf, lastDay] = ["number", "kind", "as_of", "valid_until"].map((name) => said.get(name));
    const texts = [told.get("issuer"), number, kind, subject.get("name"), subject.get("id_last4")];
    need(texts.every(isText) && INSTANT.test(asOf) && DAY.test(lastDay), "not-ours");
    const midnight = secondsOf(`${lastDay}T00:00:00+08:00`);
    need(new Date(midnight * 1000 + 8 * 3600000).toISOString().startsWith(lastDay), "not-ours");
    if (said.has("recipient")) need(isText(recipient.get("address")), "not-ours");
    const status = told.get("status");
    need(status === undefined || status instanceof Map, "not-ours");
    const says = {
      statement_id: number, domains: said.get("domains"), period_from: period.get("first"),
      period_to: period.get("last"), as_of: asOf, finding: said.get("finding"),
      name: subject.get("name"), id_last4: subject.get("id_last4"), birth_year: subject.get("birth_year"),
      sections: said.get("sections"), correction: said.get("correction"), benefit: said.get("benefit"),
    };
    const isSaid = (value) => value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && !value.length);
    return {
      issuer: told.get("issuer"), number, type: kind,
      says: new Map(Object.entries(says).filter(([, value]) => isSaid(value))),
      issued: secondsOf(asOf), until: midnight + 86400,
      recipients: said.has("recipient") ? [recipient.get("address")] : [],
      places: status === undefined ? [] : [placeFrom(status.get("uri"), status.get("index"))],
    };
  };

  // Check that nothing was changed or added since it was sealed, and what is enclosed.
  const checkPage = async (data, trust) => {
    const file = await File.from(data);
    const [der, digest] = await sealIn(file);
    const sealer = await checkSeal(await sealFrom(der), digest, trust);
    const attached = await attachedTo(file);
    need(attached.has(CONTENT), "not-ours");
    const content = contentFrom(attached.get(CONTENT));
    need(content.issuer === trust.issuer && speaksFor(sealer, content.issuer), "issuer");
    const times = [new Map([["iat", content.issued], ["exp", content.until]])], { places } = content;
    const enclosed = fromUtf8(attached.get(CREDENTIAL) ?? new Uint8Array()).split(/\s+/).filter(Boolean);
    for (const text of enclosed) {
      const told = await checkCredential(text, trust);
      const isSame = ["statement_id", "name", "id_last4"].every((name) => told.says.get(name) === content.says.get(name));
      need(isSame && !told.isBound, "not-ours");
      times.push(...told.times);
      if (places.length) places.push(...told.places); // they stand in for none of its own
    }
    return { ...content, kind: "page", signer: sealer.name, authority: sealer.authority, isBound: false, times, places };
  };

  // Check whatever was handed over: the bytes of a PDF, or a text.
  const check = async (given, trust) => {
    if (typeof given !== "string") return checkPage(given, trust);
    const text = given.trimStart();
    return text.startsWith(RC.PAPER_PREFIX) ? checkPaper(text.replace(/[\r\n]+$/, ""), trust) : checkCredential(text.trim(), trust);
  };

  // Lists of this city alone are asked for; `/status/` and a number is where they stand.
  const isOurList = (uri, { issuer }) => uri.startsWith(`${issuer}/status/`) && /^\d{1,10}$/.test(uri.slice(issuer.length + 8));
  // Say whether it is still good: {is: "good" | "not" | "unknown", why, facts}. What names no list
  // could not be called back, so nobody can tell.
  const standing = async (told, trust, list) => {
    for (const one of told.times) {
      const late = outOfTime(one, trust.at);
      if (late) return { is: "not", why: late.code, facts: late.facts };
    }
    if (!told.places.length) return { is: "unknown", why: "no-list", facts: {} };
    let made = Infinity;
    for (const place of told.places) {
      try {
        need(isOurList(place.uri, trust), "list-elsewhere");
        made = Math.min(made, await needStanding(await list(place.uri), place, trust));
      } catch (fault) {
        if (!(fault instanceof Wrong)) throw fault;
        return { is: fault.code === "called-back" ? "not" : "unknown", why: fault.code, facts: fault.facts };
      }
    }
    return { is: "good", why: "standing", facts: { time: made } };
  };

  Object.assign(RC, { check, standing });
}
