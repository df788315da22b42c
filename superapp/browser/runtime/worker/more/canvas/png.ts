// Writes a PNG at once, for canvas.toDataURL: the browser's encoder answers later. Rows are told by their difference to
// the row above, and runs of one byte are packed, so that flat drawings become small; photos hardly shrink.
// Source: RFC 2083 (PNG), RFC 1950 and 1951 (zlib, deflate with fixed codes).

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const RUN_MIN = 3;
const RUN_MAX = 258;

export function png({ width, height, data }: ImageData): Uint8Array {
  const head = new DataView(new ArrayBuffer(13));
  head.setUint32(0, width);
  head.setUint32(4, height);
  head.setUint8(8, 8); // bits a channel
  head.setUint8(9, 6); // RGBA
  const body = zlib(rows(data, width * 4, height));
  const parts = [
    new Uint8Array(SIGNATURE),
    chunk('IHDR', new Uint8Array(head.buffer)),
    chunk('IDAT', body),
    chunk('IEND', new Uint8Array(0)),
  ];
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Each row behind the number of its filter: 1, the difference to the pixel before; 2, to the row above. */
function rows(data: Uint8ClampedArray, stride: number, height: number): Uint8Array {
  const out = new Uint8Array((stride + 1) * height);
  let at = 0;
  for (let row = 0; row < height; row++) {
    const from = row * stride;
    const back = row === 0 ? 4 : stride;
    out[at++] = row === 0 ? 1 : 2;
    for (let i = 0; i < stride; i++) {
      const before = row === 0 && i < back ? 0 : (data[from + i - back] ?? 0);
      out[at++] = (data[from + i] ?? 0) - before;
    }
  }
  return out;
}

function chunk(name: string, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(body.length + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, body.length);
  for (let i = 0; i < 4; i++) out[4 + i] = name.charCodeAt(i);
  out.set(body, 8);
  view.setUint32(body.length + 8, crc(out.subarray(4, body.length + 8)));
  return out;
}

/** One deflate block with the fixed codes; a match is always the byte before, repeated. */
function zlib(data: Uint8Array): Uint8Array {
  const bits = new Bits(data.length + (data.length >> 3) + 64);
  bits.byte(0x78);
  bits.byte(0x01);
  bits.put(0b011, 3); // last block, fixed codes
  for (let at = 0; at < data.length; ) {
    const value = data[at] ?? 0;
    let end = at + 1;
    while (end < data.length && data[end] === value && end - at <= RUN_MAX) end++;
    literal(bits, value);
    const run = end - at - 1;
    if (run >= RUN_MIN) repeat(bits, run);
    else for (let i = 0; i < run; i++) literal(bits, value);
    at = end;
  }
  bits.code(0, 7); // end of block
  bits.flush();
  for (const shift of [24, 16, 8, 0]) bits.byte(adler(data) >>> shift);
  return bits.done();
}

function literal(bits: Bits, value: number): void {
  if (value < 144) bits.code(0x30 + value, 8);
  else bits.code(0x190 + value - 144, 9);
}

function repeat(bits: Bits, run: number): void {
  let [code, base, extra] = [257, 3, 0];
  // Codes 257 to 284 come in fours that need one bit more each time, after eight without; 285 is the longest run.
  if (run === RUN_MAX) [code, base] = [285, RUN_MAX];
  else
    while (run >= base + (1 << extra)) {
      base += 1 << extra;
      code++;
      extra = code < 265 ? 0 : (code - 261) >> 2;
    }
  if (code < 280) bits.code(code - 256, 7);
  else bits.code(0xc0 + code - 280, 8);
  bits.put(run - base, extra);
  bits.code(0, 5); // one byte back
}

class Bits {
  private out: Uint8Array;
  private at = 0;
  private held = 0;
  private many = 0;

  constructor(room: number) {
    this.out = new Uint8Array(room);
  }
  byte(value: number): void {
    this.out[this.at++] = value;
  }
  /** Lowest bit first. */
  put(value: number, count: number): void {
    this.held |= value << this.many;
    this.many += count;
    while (this.many >= 8) {
      this.byte(this.held);
      this.held >>>= 8;
      this.many -= 8;
    }
  }
  /** A code of the tree: highest bit first. */
  code(value: number, count: number): void {
    let turned = 0;
    for (let i = 0; i < count; i++) turned |= ((value >> i) & 1) << (count - 1 - i);
    this.put(turned, count);
  }
  flush(): void {
    if (this.many) this.put(0, 8 - this.many);
  }
  done(): Uint8Array {
    return this.out.subarray(0, this.at);
  }
}

function adler(data: Uint8Array): number {
  let [a, b] = [1, 0];
  for (let at = 0; at < data.length; ) {
    // 5,552 bytes are as many as can be summed before the remainder must be taken.
    for (const end = Math.min(at + 5552, data.length); at < end; at++) {
      a += data[at] ?? 0;
      b += a;
    }
    a %= 65_521;
    b %= 65_521;
  }
  return ((b << 16) | a) >>> 0;
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let i = 0; i < 8; i++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc(data: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of data) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
}
