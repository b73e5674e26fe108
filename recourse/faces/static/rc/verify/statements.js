// A statement as a sealed PDF: one seal over every byte, and what it encloses. And for all that a
// person carries: whether it is still good.
"use strict";
{
  const { Wrong, need, fromHex, fromUtf8, join, hash, objectFrom, sizeOfFirst, sealFrom, checkSeal, speaksFor, checkCredential, checkPaper, needStanding, outOfTime } = RC;
  const { File, Reference, Text, Stream } = RC.pdf;
  const CONTENT = "statement.json", CREDENTIAL = "statement.sd-jwt", MOST_ATTACHMENTS = 32;

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
    const names = catalogue.get("Names"), found = new Map();
    const tree = names === null ? null : (await file.dictionary(names)).get("EmbeddedFiles");
    for (const specification of tree === null ? [] : await leaves(file, tree, 0)) {
      const name = await nameOf(file, specification);
      need(!found.has(name) && found.size < MOST_ATTACHMENTS, "page-damaged");
      const stream = await file.whole((await file.dictionary(specification.get("EF"))).get("F"));
      need(stream instanceof Stream, "page-damaged");
      found.set(name, await file.unpacked(stream));
    }
    return found;
  };

  // Check that nothing was changed or added since it was sealed, and what is enclosed.
  const checkPage = async (data, trust) => {
    const file = await File.from(data);
    const [der, digest] = await sealIn(file);
    const sealer = await checkSeal(await sealFrom(der), digest, trust);
    const attached = await attachedTo(file);
    need(attached.has(CONTENT) && attached.has(CREDENTIAL), "not-ours");
    objectFrom(attached.get(CONTENT));
    const told = await checkCredential(fromUtf8(attached.get(CREDENTIAL)).trim(), trust);
    need(!told.isBound, "not-ours");
    need(speaksFor(sealer, told.issuer), "issuer");
    return { ...told, kind: "page", sealer: sealer.name };
  };

  // Check whatever was handed over: the bytes of a PDF, or a text.
  const check = async (given, trust) => {
    if (typeof given !== "string") return checkPage(given, trust);
    const text = given.trimStart();
    return text.startsWith(RC.PAPER_PREFIX) ? checkPaper(text.replace(/[\r\n]+$/, ""), trust) : checkCredential(text.trim(), trust);
  };

  // Say whether it is still good: {is: "good" | "not" | "unknown", why, facts, made}.
  const standing = async (told, trust, list) => {
    const late = outOfTime(told.times, trust.at);
    if (late) return { is: "not", why: late.code, facts: late.facts };
    if (told.place === null) return { is: "good", why: "no-list", facts: {} };
    let text;
    try {
      text = await list(told.place.uri);
    } catch (fault) {
      return { is: "unknown", why: fault instanceof Wrong ? fault.code : "list-missing", facts: {} };
    }
    try {
      return { is: "good", why: "standing", facts: { time: await needStanding(text, told.place, trust) } };
    } catch (fault) {
      if (!(fault instanceof Wrong)) throw fault;
      return { is: fault.code === "called-back" ? "not" : "unknown", why: fault.code, facts: fault.facts };
    }
  };

  Object.assign(RC, { check, standing });
}
