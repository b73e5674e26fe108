// The smallest parts: bytes, texts, digests. The scripts of the wallet are loaded in order and
// share their names; each keeps the rest to itself.
const Encode = (() => {
  const utf8 = (text) => new TextEncoder().encode(text);
  const text = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const toBase64 = (bytes) => btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
  const fromBase64 = (said) => Uint8Array.from(atob(said), (letter) => letter.charCodeAt(0));
  const to64 = (bytes) =>
    toBase64(new Uint8Array(bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const from64 = (said) => fromBase64(said.replaceAll("-", "+").replaceAll("_", "/"));
  const digest = async (data) => to64(await crypto.subtle.digest("SHA-256", data));
  const random = (size = 24) => to64(crypto.getRandomValues(new Uint8Array(size)));
  const joined = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
    parts.reduce((at, one) => (whole.set(one, at), at + one.length), 0);
    return whole;
  };
  // The same for values that say the same, whatever the order of their names.
  const canonical = (value) =>
    JSON.stringify(value, (_, one) =>
      one && typeof one === "object" && !Array.isArray(one)
        ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
        : one);
  return { utf8, text, fromBase64, to64, from64, digest, random, joined, canonical };
})();

// What the page says instead of a fault; `name` is a text of the page.
class Told extends Error {
  constructor(name, detail = "") {
    super(detail);
    this.told = name;
  }
}
