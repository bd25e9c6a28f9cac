// Check a pasted copy of the article against the citations. The copy never leaves this browser:
// the page fetches what it needs when it opens, and the check itself sends no request.

const REACH = 300;
const BUDGET = 60_000;
const STRANGE = 0.2;

const form = document.querySelector("[data-check]");
const box = form.querySelector("textarea");
const button = form.querySelector("button");
const verdict = document.querySelector("[data-verdict]");
const different = document.querySelector("[data-different]");
const cited = document.querySelector("[data-cited]");
const shown = document.querySelector("[data-shown]");
const origin = document.querySelector("[data-from]");
const KEPT = `copy-of-${form.dataset.article}`;

/** The text in the normal form that offsets and hashes refer to. */
export function normalise(text) {
  return text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n").normalize("NFC");
}

async function digest(text) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Every fact of the article with its citations, through the API, page by page. */
async function facts(article) {
  const found = [];
  const query = new URLSearchParams({ article, fields: "id,url,statement,record,citations", limit: 200 });
  for (let next = `/facts?${query}`; next; ) {
    const answer = await fetch(next, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${next} returned ${answer.status}`);
    const page = await answer.json();
    found.push(...page.items);
    next = page.next;
  }
  return found;
}

function* outwards(shift) {
  yield shift;
  yield 0;
  for (let distance = 1; distance <= REACH; distance += 1) {
    yield shift + distance;
    yield shift - distance;
  }
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
    const letter = one.letter === "\n" ? "\n" : /\s/.test(one.letter) ? " " : one.letter;
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

/** Look for spans that are not found yet; `how` says which differences were ignored. */
async function look(spans, all, how) {
  let shift = 0;
  let looks = BUDGET;
  for (const span of spans) {
    if (span.found) continue;
    const length = span.end - span.start;
    for (const moved of outwards(shift)) {
      const start = span.start + moved;
      if (start < 0 || start + length > all.length) continue;
      looks -= 1;
      if (looks < 0) return;
      const part = all.slice(start, start + length);
      if ((await digest(part.map((one) => one.letter).join(""))) === span.sha256) {
        span.found = { start: part[0].place, end: part.at(-1).place + 1, how };
        shift = moved;
        break;
      }
    }
    span.shift = shift;
  }
}

/** Look in the unchanged copy, then ignore differences that change no word. */
async function locate(spans, points) {
  const tidied = tidy(points);
  const ways = [
    [points, ""],
    [tidied, "white space"],
    [curly(tidied), "quotation marks"],
    [straight(tidied), "quotation marks"],
  ];
  for (const [all, how] of ways) {
    await look(spans, all, how);
    if (spans.every((span) => span.found)) return;
  }
}

/** The copy as text and marks: a part is bad if only spans that were not found cover it. */
function lit(spans, points) {
  const edges = new Set([0, points.length]);
  const placed = spans.map((span) => {
    const start = Math.min(Math.max(0, span.found?.start ?? span.start + span.shift), points.length);
    const end = Math.min(span.found?.end ?? start + span.end - span.start, points.length);
    edges.add(start).add(end);
    return { span, start, end };
  });
  const ordered = [...edges].sort((a, b) => a - b);
  const pieces = document.createDocumentFragment();
  for (let n = 0; n + 1 < ordered.length; n += 1) {
    const [start, end] = [ordered[n], ordered[n + 1]];
    const over = placed.filter((p) => p.start <= start && p.end >= end && p.start < p.end);
    const text = points.slice(start, end).map((one) => one.letter).join("");
    if (!over.length) {
      pieces.append(text);
      continue;
    }
    const mark = document.createElement("mark");
    mark.textContent = text;
    mark.dataset.spans = over.map((p) => p.span.key).join(" ");
    if (!over.some((p) => p.span.found)) mark.className = "bad";
    pieces.append(mark);
  }
  return pieces;
}

function point(key, scroll = true) {
  let first = null;
  for (const mark of document.querySelectorAll("[data-copy] mark")) {
    const here = mark.dataset.spans.split(" ").includes(key);
    mark.classList.toggle("here", here);
    first ??= here ? mark : null;
  }
  if (scroll) first?.scrollIntoView({ block: "center" });
}

/** List only the records based on these spans; without any, list all. */
function narrow(keys) {
  const rows = [...cited.children];
  for (const row of rows) {
    const own = row.dataset.spans.split(" ");
    row.hidden = keys.length > 0 && !keys.some((key) => own.includes(key));
  }
  const count = rows.filter((row) => !row.hidden).length;
  shown.replaceChildren(
    keys.length ? `${counted(count, "record")} based on this passage. ` : `${counted(count, "record")}.`,
  );
  if (!keys.length) return;
  const all = document.createElement("button");
  all.type = "button";
  all.textContent = "Show all";
  all.addEventListener("click", () => narrow([]));
  shown.append(all);
}

function counted(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function reason(span) {
  if (!span.found) return "reads differently";
  if (span.found.how) return `the same except for ${span.found.how}`;
  const moved = span.found.start - span.start;
  return moved ? `found ${counted(Math.abs(moved), "character")} ${moved > 0 ? "later" : "earlier"}` : "";
}

function linkTo(fact) {
  const link = document.createElement("a");
  link.href = `/explore${fact.url}`;
  link.textContent = fact.statement;
  return link;
}

function listed(fact, spans) {
  const item = document.createElement("li");
  item.append(linkTo(fact));
  for (const span of spans) {
    const line = document.createElement("div");
    const show = document.createElement("button");
    show.type = "button";
    show.textContent = `paragraph ${span.paragraph}`;
    show.addEventListener("click", () => point(span.key));
    line.append(show);
    const why = reason(span);
    if (why) {
      const told = document.createElement("span");
      told.className = "reason";
      told.textContent = ` ${why}`;
      line.append(told);
    }
    item.append(line);
  }
  item.dataset.spans = spans.map((span) => span.key).join(" ");
  item.className = spans.some((span) => !span.found) ? "bad" : "good";
  return item;
}

/** The verdict in a sentence or two. */
function told(spans, same) {
  const count = spans.length;
  const gone = spans.filter((span) => !span.found).length;
  const ways = new Set(spans.map((span) => span.found?.how).filter(Boolean));
  if (same) return `Your copy is the article, character for character. All ${count} passages are in it.`;
  if (count - gone < count * STRANGE) {
    return `This does not seem to be the article: ${count - gone} of ${count} passages are in your copy.`;
  }
  const but = ways.size ? ` Only ${[...ways].join(" and ")} differ${ways.size === 1 && ways.has("white space") ? "s" : ""}.` : "";
  if (!gone) return `All ${count} passages are in your copy.${but}`;
  const read = gone === 1 ? "1 passage reads differently" : `${gone} passages read differently`;
  return `${read}; the other ${count - gone} are in your copy.`;
}

/** The verdict on the record that the reader came from. */
function tellOrigin(known, spans, wanted) {
  if (!origin) return;
  const path = origin.dataset.from;
  const based = known.filter((fact) => fact.url === path || fact.record?.url === path);
  const own = based.flatMap((fact) => fact.citations.map(keyOf));
  const mine = spans.filter((span) => own.includes(span.key) || wanted === `${span.start}-${span.end}`);
  const gone = mine.filter((span) => !span.found);
  origin.querySelector("[data-from-verdict]").textContent = !mine.length
    ? ""
    : gone.length
      ? `${gone.length} of its ${counted(mine.length, "passage")} read differently in your copy.`
      : `Its ${mine.length === 1 ? "passage is" : `${mine.length} passages are`} in your copy.`;
}

function keyOf(citation) {
  return `${citation.start}-${citation.end}-${citation.paragraph}`;
}

async function check(known, article) {
  const points = letters(normalise(box.value));
  if (!box.value.trim()) {
    verdict.textContent = "Paste the text first.";
    box.focus();
    return;
  }
  keep(box.value);
  const whole = await digest(points.map((one) => one.letter).join(""));
  const spans = new Map();
  for (const fact of known) {
    fact.citations = fact.citations.filter((citation) => citation.article === article.id);
    for (const citation of fact.citations) {
      const key = keyOf(citation);
      if (!spans.has(key)) spans.set(key, { ...citation, key, found: null, shift: 0 });
    }
  }
  const all = [...spans.values()].sort((a, b) => a.start - b.start || a.end - b.end);
  await locate(all, points);
  const wanted = location.hash.slice(1);
  verdict.textContent = told(all, whole === article.sha256);
  tellOrigin(known, all, wanted);
  document.querySelector("[data-copy]").replaceChildren(lit(all, points));
  const rows = known.map((fact) => listed(fact, fact.citations.map((one) => spans.get(keyOf(one)))));
  rows.sort((a, b) => Number(a.className === "good") - Number(b.className === "good"));
  cited.replaceChildren(...rows);
  narrow([]);
  const strange = all.filter((span) => span.found).length < all.length * STRANGE;
  different.replaceChildren(...(strange ? [] : known.filter((fact) => isBad(fact, spans)).slice(0, 5).map(entry)));
  document.querySelector("[data-checked]").hidden = false;
  verdict.scrollIntoView({ block: "start" });
  verdict.focus({ preventScroll: true });
  const aimed = all.find((span) => `${span.start}-${span.end}` === wanted);
  if (aimed) point(aimed.key, false);
}

function isBad(fact, spans) {
  return fact.citations.some((citation) => !spans.get(keyOf(citation)).found);
}

function entry(fact) {
  const item = document.createElement("li");
  item.append(linkTo(fact));
  return item;
}

/** Keep the copy for this browser session, so that nobody has to paste it again. */
function keep(text) {
  try {
    sessionStorage.setItem(KEPT, text);
  } catch {
    // The browser stores nothing: the copy has to be pasted again.
  }
}

async function begin() {
  if (!globalThis.crypto?.subtle) {
    verdict.textContent = "Browsers compute hashes only on https and localhost. Open the page there, or check with curl.";
    return;
  }
  const article = { id: form.dataset.article, sha256: form.dataset.sha256 };
  const known = await facts(article.id);
  button.disabled = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check(known, article);
  });
  document.querySelector("[data-copy]").addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (!mark) return;
    const keys = mark.dataset.spans.split(" ");
    point(keys[0], false);
    narrow(keys);
    if (matchMedia("(max-width: 62rem)").matches) shown.scrollIntoView({ block: "start" });
  });
  const kept = box.value ? "" : sessionStorage.getItem(KEPT);
  if (kept) {
    box.value = kept;
    check(known, article);
  }
}

async function take(file) {
  box.value = await file.text();
  if (!button.disabled) form.requestSubmit();
}

form.querySelector("input[type=file]").addEventListener("change", (event) => {
  if (event.target.files[0]) take(event.target.files[0]);
});
form.addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("over");
});
form.addEventListener("dragleave", () => form.classList.remove("over"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  const [file] = event.dataTransfer.files;
  if (file) take(file);
  else box.value = event.dataTransfer.getData("text/plain");
});

begin().catch((error) => {
  verdict.textContent = `The citations could not be fetched: ${error.message}`;
});
