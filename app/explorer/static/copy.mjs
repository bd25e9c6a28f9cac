// A worker that finds the passages of an article in a reader's copy, of all of it or of a part.
// It has only their places and hashes. `app/evidence/verification.py` does the same in Python.

const REACH = 300;
const LONG = 24;
const BUDGET = 400_000;
const WORD = /[\p{L}\p{M}\p{N}_]/u;
const SPACE = /\s/;

const ROUNDS = new Int32Array(64);
const FIRST = new Int32Array(8);
for (let number = 2, count = 0; count < 64; number += 1) {
  let prime = true;
  for (let by = 2; by * by <= number; by += 1) prime &&= number % by > 0;
  if (!prime) continue;
  const fraction = (root) => (root % 1) * 2 ** 32;
  if (count < 8) FIRST[count] = fraction(Math.sqrt(number));
  ROUNDS[count] = fraction(Math.cbrt(number));
  count += 1;
}
const words = new Int32Array(64);

/** The sha256 of a part of `bytes`, as eight numbers. The browser's own works only one by one, later. */
export function sha256(bytes, start, end) {
  const state = Int32Array.from(FIRST);
  const length = end - start;
  const blocks = (length + 72) >> 6;
  for (let block = 0; block < blocks; block += 1) {
    for (let n = 0; n < 16; n += 1) {
      let word = 0;
      for (let byte = 0; byte < 4; byte += 1) {
        const at = block * 64 + n * 4 + byte;
        word = (word << 8) | (at < length ? bytes[start + at] : at === length ? 0x80 : 0);
      }
      words[n] = word;
    }
    if (block === blocks - 1) {
      words[14] = length / 2 ** 29;
      words[15] = length << 3;
    }
    for (let n = 16; n < 64; n += 1) {
      const [early, late] = [words[n - 15], words[n - 2]];
      const low = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
      const high = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
      words[n] = words[n - 16] + low + words[n - 7] + high;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let n = 0; n < 64; n += 1) {
      const high = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const one = (h + high + ((e & f) ^ (~e & g)) + ROUNDS[n] + words[n]) | 0;
      const low = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const two = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, n) => (state[n] += value));
  }
  return state;
}

function hex(state) {
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** The text in the normal form that offsets and hashes refer to. */
function normalise(text) {
  return text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n").normalize("NFC");
}

/**
 * The copy as letters with their places in it. Offsets count code points and JavaScript's strings
 * count UTF-16 units, so the copy is spread into code points first.
 */
function letters(text) {
  return Array.from(text, (letter, place) => ({ letter, place }));
}

/** Without blank lines, spaces at the ends of lines, and spaces of other kinds. */
function tidy(all) {
  const kept = [];
  for (const one of all) {
    if (/[\u200B-\u200D\u2060\uFEFF\u00AD]/.test(one.letter)) continue;
    const letter = one.letter === "\n" ? "\n" : SPACE.test(one.letter) ? " " : one.letter;
    const last = kept.at(-1)?.letter;
    if (letter === " " && (last === " " || last === "\n" || last === undefined)) continue;
    if (letter === "\n") {
      if (last === " ") kept.pop();
      if (kept.length === 0 || kept.at(-1).letter === "\n") continue;
    }
    kept.push({ letter, place: one.place });
  }
  return kept;
}

function curly(all) {
  return all.map((one, n) => {
    const opens = n === 0 || /[\s([{—–-]/.test(all[n - 1].letter);
    if (one.letter === '"') return { ...one, letter: opens ? "“" : "”" };
    if (one.letter === "'") return { ...one, letter: opens ? "‘" : "’" };
    return one;
  });
}

function straight(all) {
  const plain = { "“": '"', "”": '"', "‘": "'", "’": "'" };
  return all.map((one) => ({ ...one, letter: plain[one.letter] ?? one.letter }));
}

/** One form of the copy: where passages are in it. Passages near each other have moved equally far. */
class Search {
  constructor(all, spans, looks) {
    this.letters = all;
    this.length = all.length;
    this.spans = spans;
    this.looks = looks;
    this.shifts = new Map();
    const encoder = new TextEncoder();
    this.bytes = encoder.encode(all.map((one) => one.letter).join(""));
    this.offsets = new Uint32Array(all.length + 1);
    all.forEach((one, n) => {
      const code = one.letter.codePointAt(0);
      this.offsets[n + 1] = this.offsets[n] + (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
    });
  }

  digest(start, end) {
    return hex(sha256(this.bytes, this.offsets[start], this.offsets[end]));
  }

  left() {
    return this.spans.filter((span) => !this.shifts.has(span));
  }

  reads(span, shift) {
    const [start, end] = [span.start + shift, span.end + shift];
    if (start < 0 || end > this.length || this.looks.left <= 0) return false;
    this.looks.left -= 1;
    return this.digest(start, end) === span.sha256;
  }

  /** Find all spans that have moved as far as another one. */
  findAt(shift) {
    for (const span of this.left()) if (this.reads(span, shift)) this.shifts.set(span, shift);
  }

  /** Look for long spans wherever words start and end, the longest first. */
  findLong(progress) {
    const word = this.letters.map((one) => WORD.test(one.letter));
    const space = this.letters.map((one) => SPACE.test(one.letter));
    const inside = (n) => n > 0 && n < this.length && word[n - 1] && word[n];
    const starts = [...word.keys()].filter((n) => !space[n] && !inside(n));
    const least = Math.min(LONG, this.length >> 1);
    const lengths = new Set(this.left().map((span) => span.end - span.start).filter((one) => one >= least));
    const ordered = [...lengths].sort((a, b) => b - a);
    for (const [n, length] of ordered.entries()) {
      progress(n / ordered.length);
      const sought = this.left().filter((span) => span.end - span.start === length);
      const places = new Map(sought.map((span) => [span.sha256, []]));
      for (const start of sought.length ? starts : []) {
        const end = start + length;
        if (end > this.length || space[end - 1] || inside(end)) continue;
        this.looks.left -= 1;
        if (this.looks.left < 0) return;
        places.get(this.digest(start, end))?.push(start);
      }
      for (const span of sought) {
        const own = places.get(span.sha256);
        if (!this.shifts.has(span) && own.length) this.findAt(this.nearest(span, own) - span.start);
      }
    }
  }

  /** The place that goes best with the span found nearest in the article. */
  nearest(span, places) {
    let [expected, distance] = [span.start, Infinity];
    for (const [one, shift] of this.shifts) {
      const away = Math.abs(one.start - span.start);
      if (away < distance) [expected, distance] = [span.start + shift, away];
    }
    return places.reduce((best, place) => (Math.abs(place - expected) < Math.abs(best - expected) ? place : best));
  }

  /** Look for the other spans near their neighbours, in the article's order. */
  findBetween() {
    for (const span of this.left()) {
      const room = this.room(span);
      if (!room) continue;
      const { first, last, near } = room;
      const tried = [near, 0];
      for (let far = 1; far <= REACH; far += 1) tried.push(near + far, near - far);
      const fits = (shift) => first <= span.start + shift && span.start + shift <= last;
      const shift = tried.find((one) => fits(one) && this.reads(span, one));
      if (shift !== undefined) this.shifts.set(span, shift);
    }
  }

  /**
   * The first and last place where a span may start, and how far its neighbour has moved; null if
   * the copy does not have that part of the article.
   */
  room(span) {
    const at = this.spans.indexOf(span);
    const found = (one) => this.shifts.has(one);
    let before = this.spans.slice(0, at).findLast(found);
    let after = this.spans.slice(at + 1).find(found);
    const least = (span.end - span.start) / 2;
    if (before && after && 2 * least + this.shifts.get(after) - this.shifts.get(before) < least) {
      // The copy lacks something here: only a passage of the same paragraph is a neighbour.
      if (before.paragraph === span.paragraph && after.paragraph !== span.paragraph) after = undefined;
      else if (after.paragraph === span.paragraph && before.paragraph !== span.paragraph) before = undefined;
    }
    const near = before ?? after;
    if (!near) return { first: 0, last: this.length, near: 0 };
    const shift = (one) => this.shifts.get(one ?? near);
    // Other paragraphs are expected only of a copy that begins as the article does.
    const inPlace = near.paragraph === span.paragraph || Math.abs(shift(near)) <= REACH;
    if (!(before && after) && !inPlace) return null;
    const start = Math.max(span.start + shift(before), 0);
    const end = Math.min(span.end + shift(after), this.length);
    if (end - start < least) return null;
    const last = after ? after.start + shift(after) : this.length;
    return { first: before ? before.start + shift(before) : 0, last, near: shift(near), start, end };
  }

  run(progress) {
    this.findAt(0);
    if (this.left().length) this.findLong(progress);
    this.findBetween();
  }
}

/**
 * Each span with `found` {start, end, how} in the copy, or with `place` {start, end} where it reads
 * differently, or with neither: the copy does not have that part of the article.
 */
function locate(spans, points, progress) {
  const looks = { left: BUDGET };
  const tidied = tidy(points);
  const ways = [
    [points, ""],
    [tidied, "white space"],
    [curly(tidied), "quotation marks"],
    [straight(tidied), "quotation marks"],
  ];
  let best = null;
  const seen = new Set();
  for (const [n, [all, how]] of ways.entries()) {
    const text = all.map((one) => one.letter).join("");
    if (seen.has(text)) continue;
    seen.add(text);
    const search = new Search(all, spans, looks);
    search.run((part) => progress((n + part) / ways.length));
    for (const [span, shift] of search.shifts) {
      const [first, last] = [all[span.start + shift], all[span.end + shift - 1]];
      span.found ??= { start: first.place, end: last.place + 1, how };
    }
    if (!best || search.shifts.size > best.shifts.size) best = search;
    if (spans.every((span) => span.found)) return;
  }
  if (!best.shifts.size) return;
  for (const span of spans.filter((one) => !one.found)) {
    const room = best.room(span);
    if (room) span.place = { start: best.letters[room.start].place, end: best.letters[room.end - 1].place + 1 };
  }
}

self.onmessage = ({ data: { text, spans } }) => {
  const points = letters(normalise(text));
  const bytes = new TextEncoder().encode(points.map((one) => one.letter).join(""));
  const whole = hex(sha256(bytes, 0, bytes.length));
  locate(spans, points, (done) => self.postMessage({ done }));
  self.postMessage({ whole, spans, letters: points.map((one) => one.letter) });
};
