// DER, read strictly: one length in its shortest form, and nothing after it (X.690 section 10).
"use strict";
{
  const { need } = RC;
  const SEQUENCE = 0x30, SET = 0x31, INTEGER = 0x02, BITS = 0x03, OCTETS = 0x04, OID = 0x06;
  const NULL = 0x05, BOOLEAN = 0x01;
  const MOST_LENGTH_BYTES = 3;

  const endOf = (data, at, code) => {
    need(at + 2 <= data.length && (data[at] & 31) !== 31, code);
    let size = data[at + 1], begin = at + 2;
    if (size >= 0x80) {
      const count = size & 0x7f;
      need(count >= 1 && count <= MOST_LENGTH_BYTES && begin + count <= data.length, code);
      size = data.subarray(begin, begin + count).reduce((sum, byte) => sum * 256 + byte, 0);
      begin += count;
      need(size >= 0x80 && size >= 256 ** (count - 1), code);
    }
    need(begin + size <= data.length, code);
    return [begin, begin + size];
  };
  const partsOf = (data, code) => {
    const found = [];
    for (let at = 0; at < data.length; ) {
      const [begin, end] = endOf(data, at, code);
      found.push(new Part(data[at], data.subarray(begin, end), data.subarray(at, end), code));
      at = end;
    }
    return found;
  };

  class Part {
    constructor(tag, body, whole, code) {
      Object.assign(this, { tag, body, whole, code });
    }
    parts() {
      return partsOf(this.body, this.code);
    }
    need(tag) {
      need(this.tag === tag, this.code);
      return this;
    }
    // The values inside, if it has this tag and so many of them.
    some(tag, least, most = least) {
      const found = this.need(tag).parts();
      need(found.length >= least && found.length <= most, this.code);
      return found;
    }
    get oid() {
      return RC.hex(this.need(OID).body);
    }
    // A whole number that is not negative, as its bytes without a leading zero.
    get magnitude() {
      const { body } = this.need(INTEGER);
      need(body.length > 0 && body[0] < 0x80, this.code);
      need(body.length === 1 || body[0] !== 0 || body[1] >= 0x80, this.code);
      return body[0] === 0 && body.length > 1 ? body.subarray(1) : body;
    }
  }

  const partFrom = (data, code) => {
    const found = partsOf(data, code);
    need(found.length === 1, code);
    return found[0];
  };
  const sizeOfFirst = (data, code) => endOf(data, 0, code)[1];
  // Turn SEQUENCE { r, s } into the two numbers side by side, as WebCrypto takes them.
  const rawSignature = (data, size, code) => {
    const both = partFrom(data, code).some(SEQUENCE, 2).map((one) => one.magnitude);
    const raw = new Uint8Array(2 * size);
    both.forEach((number, place) => {
      need(number.length <= size, code);
      raw.set(number, (place + 1) * size - number.length);
    });
    return raw;
  };

  Object.assign(RC, {
    SEQUENCE, SET, INTEGER, BITS, OCTETS, OID, NULL, BOOLEAN, partFrom, sizeOfFirst, rawSignature,
  });
}
