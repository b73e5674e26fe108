// The smallest parts, read strictly: each value has one spelling. Nothing here leaves the device.
"use strict";
globalThis.RC ??= {};
{
  // What was given does not hold. `code` names the words to say it with; `facts` fill them in.
  class Wrong extends Error {
    constructor(code, facts = {}) {
      super(code);
      Object.assign(this, { code, facts });
    }
  }
  const need = (holds, code, facts) => {
    if (!holds) throw new Wrong(code, facts);
  };

  const encoder = new TextEncoder();
  const toUtf8 = (text) => encoder.encode(text);
  const fromUtf8 = (data, code = "damaged") => {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
    } catch {
      throw new Wrong(code);
    }
  };
  const join = (...parts) => {
    const all = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
    let at = 0;
    for (const one of parts) {
      all.set(one, at);
      at += one.length;
    }
    return all;
  };
  const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
  const hex = (data) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (two) => parseInt(two, 16));
  const latin1 = (data) => {
    let text = "";
    for (let at = 0; at < data.length; at += 0x8000) text += String.fromCharCode(...data.subarray(at, at + 0x8000));
    return text;
  };

  const toBase64 = (data) => btoa(latin1(data));
  const fromBase64 = (text, code = "damaged") => {
    need(/^[A-Za-z0-9+/]*={0,2}$/.test(text), code);
    let data;
    try {
      data = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    } catch {
      throw new Wrong(code);
    }
    need(toBase64(data) === text, code);
    return data;
  };
  const fromBase64url = (text, code = "damaged") => {
    need(/^[A-Za-z0-9_-]*$/.test(text), code);
    const plain = text.replaceAll("-", "+").replaceAll("_", "/");
    return fromBase64(plain + "=".repeat((4 - (plain.length % 4)) % 4), code);
  };
  const toBase64url = (data) =>
    toBase64(data).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  // RFC 9285.
  const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  const fromBase45 = (text) => {
    const values = Array.from(text, (letter) => LETTERS.indexOf(letter));
    need(!values.includes(-1) && values.length % 3 !== 1, "code-damaged");
    const data = [];
    for (let at = 0; at < values.length; at += 3) {
      const [one, two, three] = values.slice(at, at + 3);
      const number = one + two * 45 + (three ?? 0) * 2025;
      need(number < (three === undefined ? 0x100 : 0x10000), "code-damaged");
      data.push(...(three === undefined ? [number] : [number >> 8, number & 0xff]));
    }
    return Uint8Array.from(data);
  };

  const HASHES = { "sha-256": "SHA-256", "sha-384": "SHA-384", "sha-512": "SHA-512" };
  const hash = async (data, name = "SHA-256") =>
    new Uint8Array(await crypto.subtle.digest(name, data));

  // Unpack what zlib packed, never beyond a bound; nothing may follow it.
  const inflated = async (data, most, code) => {
    const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"));
    const reader = stream.getReader();
    const parts = [];
    let size = 0;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        size += value.length;
        if (size > most) throw new Wrong(code);
        parts.push(value);
      }
    } catch (fault) {
      reader.cancel().catch(() => {});
      throw fault instanceof Wrong ? fault : new Wrong(code);
    }
    return join(...parts);
  };

  Object.assign(RC, {
    Wrong, need, toUtf8, fromUtf8, join, same, hex, fromHex, latin1, fromBase64, fromBase64url,
    toBase64url, fromBase45, HASHES, hash, inflated,
  });
}
