// A PDF file: its values, and where its objects stand (ISO 32000-2 sections 7.2, 7.3 and 7.5).
"use strict";
{
  const { need, fromHex, latin1, inflated } = RC;
  const CODE = "page-damaged";
  const MOST = 20 << 20, MOST_UNPACKED = 16 << 20, MOST_READ = 2 << 20, MOST_REVISIONS = 16, MOST_OBJECTS = 100000, DEPTH = 64;
  const SPACE = /(?:[\x00\t\n\f\r ]|%[^\r\n]*[\r\n])*/y;
  const NUMBER = /[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})(?=[\x00\t\n\f\r ()<>[\]{}/%]|$)/y;
  const REFERENCE = /(\d{1,8})[\x00\t\n\f\r ]+(\d{1,5})[\x00\t\n\f\r ]+R(?=[\x00\t\n\f\r ()<>[\]{}/%]|$)/y;
  const NAME = /\/([^\x00\t\n\f\r ()<>[\]{}/%]*)/y;
  const WORD = /true|false|null/y;
  const HEX = /<([0-9A-Fa-f\x00\t\n\f\r ]*)>/y;
  const STRING_PART = /[^()\\]+/y;
  const OCTAL = /[0-7]{1,3}/y;
  const END = /startxref\r?\n(\d{1,10})\r?\n%%EOF\r?\n?$/;
  const OBJECT = /(\d{1,8})[\x00\t\n\f\r ]+(\d{1,5})[\x00\t\n\f\r ]+obj/y;
  const STREAM = /stream(?:\r\n|\n)/y;
  const SECTION = /(\d{1,8}) (\d{1,8})[ \r\n]+/y;
  const ENTRY = /(\d{10}) (\d{5}) ([fn])(?: \r| \n|\r\n)/y;
  const ESCAPES = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  const FREE = 0, PLAIN = 1, PACKED = 2;

  class Name { constructor(text) { this.text = text; } }
  class Reference { constructor(number) { this.number = number; } }
  class Text { constructor(bytes) { this.bytes = bytes; } }
  class Dictionary {
    constructor() {
      Object.assign(this, { values: new Map(), spans: new Map() });
    }
    get(name) {
      return this.values.get(name) ?? null;
    }
    has(name, text) {
      const value = this.get(name);
      return value instanceof Name && value.text === text;
    }
  }
  class Stream { constructor(about, at) { Object.assign(this, { about, at }); } }

  const nameFrom = (text) => text.replace(/#([0-9A-Fa-f]{2})/g, (_, two) => String.fromCharCode(parseInt(two, 16)));

  // How much of a file may still be read: what refers to one place a thousand times ends here.
  class Budget {
    constructor(left) {
      this.left = left;
    }
    spend(size) {
      this.left -= size;
      need(this.left >= 0, CODE);
    }
  }
  class Reading {
    constructor(text, at, budget) {
      Object.assign(this, { text, at, budget });
    }
    moveTo(at) {
      this.budget.spend(at - this.at);
      this.at = at;
    }
    take(pattern) {
      pattern.lastIndex = this.at;
      const found = pattern.exec(this.text);
      if (found) this.moveTo(pattern.lastIndex);
      return found;
    }
    starts(text) {
      if (!this.text.startsWith(text, this.at)) return false;
      this.moveTo(this.at + text.length);
      return true;
    }
    value(depth = 0) {
      need(depth <= DEPTH, CODE);
      this.take(SPACE);
      if (this.starts("<<")) return this.dictionary(depth + 1);
      if (this.starts("[")) return this.list(depth + 1);
      if (this.starts("(")) return this.string();
      return this.single();
    }
    single() {
      let found;
      if ((found = this.take(REFERENCE))) return new Reference(Number(found[1]));
      if ((found = this.take(NUMBER))) return Number(found[0]);
      if ((found = this.take(NAME))) return new Name(nameFrom(found[1]));
      if ((found = this.take(HEX))) {
        const digits = found[1].replace(/[\x00\t\n\f\r ]/g, "");
        return new Text(latin1(fromHex(digits.length % 2 ? `${digits}0` : digits)));
      }
      found = this.take(WORD);
      need(found, CODE);
      return found[0] === "null" ? null : found[0] === "true";
    }
    dictionary(depth) {
      const found = new Dictionary();
      for (;;) {
        this.take(SPACE);
        if (this.starts(">>")) return found;
        const key = this.take(NAME);
        need(key, CODE);
        const name = nameFrom(key[1]);
        need(!found.values.has(name), CODE);
        this.take(SPACE);
        const begin = this.at;
        found.values.set(name, this.value(depth));
        found.spans.set(name, [begin, this.at]);
      }
    }
    list(depth) {
      const found = [];
      for (;;) {
        this.take(SPACE);
        if (this.starts("]")) return found;
        found.push(this.value(depth));
      }
    }
    string() {
      let found = "", open = 1, part;
      while (open) {
        if ((part = this.take(STRING_PART))) found += part[0];
        else if (this.starts("\\")) found += this.escaped();
        else if (this.starts("(")) {
          open += 1;
          found += "(";
        } else {
          need(this.starts(")"), CODE);
          open -= 1;
          if (open) found += ")";
        }
      }
      return new Text(found);
    }
    escaped() {
      const octal = this.take(OCTAL);
      if (octal) return String.fromCharCode(parseInt(octal[0], 8) & 0xff);
      if (this.starts("\r\n")) return "";
      const letter = this.text.charAt(this.at);
      this.moveTo(this.at + 1);
      return letter === "\n" || letter === "\r" ? "" : (ESCAPES[letter] ?? letter);
    }
  }

  const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
  const numbersIn = (value) => {
    need(Array.isArray(value) && value.every((one) => isCount(one) && one <= MOST_OBJECTS), CODE);
    return value;
  };

  class File {
    static async from(data) {
      need(data.length <= MOST, "too-large");
      const file = new File();
      Object.assign(file, { data, text: latin1(data), places: new Map(), unpackedObjects: new Map() });
      Object.assign(file, { isUnpacking: false, noted: 0, toRead: new Budget(MOST_READ), toUnpack: new Budget(MOST_UNPACKED) });
      const end = END.exec(file.text.slice(-64));
      need(/^%PDF-[12]\.\d[\r\n]/.test(file.text), "unknown");
      need(end, "page-longer");
      file.trailer = await file.sections(Number(end[1]));
      need(file.trailer.get("Encrypt") === null, CODE);
      return file;
    }
    async sections(at) {
      let newest = null;
      for (let count = 0; count < MOST_REVISIONS; count++) {
        const trailer = await this.section(at);
        newest ??= trailer;
        need(trailer.get("XRefStm") === null, CODE);
        const before = trailer.get("Prev");
        if (before === null) return newest;
        need(isCount(before) && before < at, CODE);
        at = before;
      }
      need(false, CODE);
    }
    async section(at) {
      const reading = this.reading(at);
      if (!reading.starts("xref")) return this.sectionStream(at);
      reading.take(SPACE);
      for (let found; (found = reading.take(SECTION)); ) {
        const first = Number(found[1]), count = Number(found[2]);
        for (let number = first; number < first + count; number++) {
          const entry = reading.take(ENTRY);
          need(entry, CODE);
          this.note(number, [entry[3] === "n" ? PLAIN : FREE, Number(entry[1]), 0]);
        }
      }
      need(reading.starts("trailer"), CODE);
      const trailer = reading.value();
      need(trailer instanceof Dictionary, CODE);
      return trailer;
    }
    note(number, place) {
      need(++this.noted <= MOST_OBJECTS, CODE);
      if (!this.places.has(number)) this.places.set(number, place);
    }
    async sectionStream(at) {
      const [, stream] = this.object(at);
      need(stream instanceof Stream && stream.about.has("Type", "XRef"), CODE);
      const { about } = stream, widths = numbersIn(about.get("W"));
      const sum = widths.reduce((all, one) => all + one, 0);
      need(widths.length === 3 && widths.every((one) => one <= 8) && sum > 0, CODE);
      const ranges = numbersIn(about.get("Index") ?? [0, about.get("Size")]);
      need(ranges.length % 2 === 0, CODE);
      const packed = await this.unpacked(stream);
      let row = 0;
      const field = (begin, size) => packed.subarray(begin, begin + size).reduce((all, byte) => all * 256 + byte, 0);
      for (let pair = 0; pair < ranges.length; pair += 2) {
        for (let number = ranges[pair]; number < ranges[pair] + ranges[pair + 1]; number++) {
          need(row + sum <= packed.length, CODE);
          const kind = widths[0] ? field(row, widths[0]) : PLAIN;
          need(kind <= PACKED, CODE);
          this.note(number, [kind, field(row + widths[0], widths[1]), field(row + widths[0] + widths[1], widths[2])]);
          row += sum;
        }
      }
      return about;
    }
    reading(at) {
      return new Reading(this.text, at, this.toRead);
    }
    object(at) {
      const reading = this.reading(at), head = reading.take(OBJECT);
      need(head, CODE);
      const value = reading.value();
      reading.take(SPACE);
      const isStream = value instanceof Dictionary && reading.take(STREAM);
      return [Number(head[1]), isStream ? new Stream(value, reading.at) : value];
    }
    // What a value is, wherever it stands.
    async whole(value) {
      for (let count = 0; count < 8; count++) {
        if (!(value instanceof Reference)) return value;
        const [kind, where, index] = this.places.get(value.number) ?? [FREE];
        if (kind === FREE) return null;
        if (kind === PACKED) return this.packed(where, index, value.number);
        const [number, found] = this.object(where);
        need(number === value.number, CODE);
        value = found;
      }
      need(false, CODE);
    }
    async packed(streamNumber, index, number) {
      if (!this.unpackedObjects.has(streamNumber)) {
        need(!this.isUnpacking, CODE); // what an object stream needs to be read stands in none
        this.isUnpacking = true;
        this.unpackedObjects.set(streamNumber, await this.objectsIn(streamNumber));
        this.isUnpacking = false;
      }
      const found = this.unpackedObjects.get(streamNumber)[index];
      need(found && found[0] === number, CODE);
      return found[1];
    }
    async objectsIn(streamNumber) {
      need((this.places.get(streamNumber) ?? [FREE])[0] === PLAIN, CODE);
      const stream = await this.whole(new Reference(streamNumber));
      need(stream instanceof Stream && stream.about.has("Type", "ObjStm"), CODE);
      const count = await this.number(stream.about.get("N")), first = await this.number(stream.about.get("First"));
      const text = latin1(await this.unpacked(stream)), heads = new Reading(text, 0, this.toRead);
      const pairs = [], found = [];
      for (let place = 0; place < Math.min(count, MOST_OBJECTS); place++) {
        const number = heads.value(), offset = heads.value();
        need(isCount(number) && isCount(offset), CODE);
        pairs.push([number, first + offset]);
      }
      const values = new Reading(text, Math.max(first, heads.at), this.toRead);
      for (const [number, at] of pairs) {
        need(at >= values.at, CODE); // each value stands after the one before
        values.at = at;
        found.push([number, values.value()]);
      }
      return found;
    }
    async number(value) {
      const found = await this.whole(value);
      need(isCount(found), CODE);
      return found;
    }
    async dictionary(value) {
      const found = await this.whole(value);
      need(found instanceof Dictionary, CODE);
      return found;
    }
    async items(value) {
      const found = await this.whole(value);
      need(found === null || Array.isArray(found), CODE);
      return found ?? [];
    }
    async unpacked(stream) {
      const size = await this.number(stream.about.get("Length"));
      const data = this.data.subarray(stream.at, stream.at + size);
      this.toUnpack.spend(data.length);
      const after = this.reading(stream.at + size);
      after.take(SPACE);
      need(data.length === size && after.starts("endstream"), CODE);
      let filter = await this.whole(stream.about.get("Filter"));
      if (Array.isArray(filter) && filter.length <= 1) filter = filter[0] ?? null;
      if (filter === null) return data;
      need(filter instanceof Name && filter.text === "FlateDecode", CODE);
      const unpacked = await inflated(data, this.toUnpack.left, CODE);
      this.toUnpack.spend(unpacked.length);
      return this.rowsUndone(stream, unpacked);
    }
    // Undo the differences between rows that some writers pack (PNG, "up").
    async rowsUndone(stream, data) {
      const given = await this.whole(stream.about.get("DecodeParms"));
      if (!(given instanceof Dictionary) || [null, 1].includes(given.get("Predictor"))) return data;
      const width = (await this.number(given.get("Columns"))) + 1;
      need(given.get("Predictor") === 12 && data.length % width === 0, CODE);
      const found = new Uint8Array((data.length / width) * (width - 1));
      for (let row = 0; row * width < data.length; row++) {
        const kind = data[row * width], to = row * (width - 1);
        need(kind === 0 || kind === 2, CODE);
        for (let place = 0; place < width - 1; place++) {
          const up = kind === 2 && row > 0 ? found[to - (width - 1) + place] : 0;
          found[to + place] = data[row * width + 1 + place] + up;
        }
      }
      return found;
    }
  }

  Object.assign(RC, { pdf: { File, Name, Reference, Text, Dictionary, Stream } });
}
