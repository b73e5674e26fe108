// JSON in which every value has one reading: no name twice, no half characters, not too deep,
// and no number that this language cannot hold.
"use strict";
{
  const { Wrong, need, fromUtf8 } = RC;
  const DEPTH = 32;
  const SPACE = /[ \t\n\r]*/y;
  const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
  const PLAIN = /[^"\\\u0000-\u001f]*/y;
  const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
  const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
  const WORDS = [["true", true], ["false", false], ["null", null]];

  class Reading {
    constructor(text) {
      Object.assign(this, { text, at: 0 });
    }
    match(pattern) {
      pattern.lastIndex = this.at;
      const found = pattern.exec(this.text);
      if (found) this.at = pattern.lastIndex;
      return found;
    }
    starts(text) {
      this.match(SPACE);
      if (!this.text.startsWith(text, this.at)) return false;
      this.at += text.length;
      return true;
    }
    value(depth) {
      need(depth <= DEPTH, "damaged");
      if (this.starts("{")) return this.object(depth + 1);
      if (this.starts("[")) return this.list(depth + 1);
      if (this.starts('"')) return this.string();
      for (const [word, value] of WORDS) if (this.starts(word)) return value;
      const found = this.match(NUMBER);
      need(found, "damaged");
      const number = Number(found[0]);
      const isWhole = found[1] === undefined && found[2] === undefined;
      need(Number.isFinite(number) && (!isWhole || Number.isSafeInteger(number)), "damaged");
      return number;
    }
    object(depth) {
      const found = new Map();
      if (this.starts("}")) return found;
      do {
        need(this.starts('"'), "damaged");
        const name = this.string();
        need(!found.has(name) && this.starts(":"), "damaged");
        found.set(name, this.value(depth));
      } while (this.starts(","));
      need(this.starts("}"), "damaged");
      return found;
    }
    list(depth) {
      const found = [];
      if (this.starts("]")) return found;
      do found.push(this.value(depth)); while (this.starts(","));
      need(this.starts("]"), "damaged");
      return found;
    }
    string() {
      let found = "";
      for (;;) {
        found += this.match(PLAIN)[0];
        const next = this.text[this.at++];
        if (next === '"') break;
        need(next === "\\", "damaged");
        found += this.escaped(this.text[this.at++]);
      }
      need(!HALF.test(found), "damaged");
      return found;
    }
    escaped(letter) {
      if (letter !== "u") {
        need(Object.hasOwn(ESCAPES, letter ?? ""), "damaged");
        return ESCAPES[letter];
      }
      const digits = this.text.slice(this.at, this.at + 4);
      need(/^[0-9a-fA-F]{4}$/.test(digits), "damaged");
      this.at += 4;
      return String.fromCharCode(parseInt(digits, 16));
    }
  }

  // Objects are Maps, so that no name of JSON means anything to this language.
  const valueFrom = (data) => {
    const reading = new Reading(fromUtf8(data));
    const found = reading.value(0);
    reading.match(SPACE);
    if (reading.at !== reading.text.length) throw new Wrong("damaged");
    return found;
  };
  const objectFrom = (data) => {
    const found = valueFrom(data);
    need(found instanceof Map, "damaged");
    return found;
  };

  Object.assign(RC, { valueFrom, objectFrom });
}
