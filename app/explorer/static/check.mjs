// Check a pasted copy of the article against the citations. The copy never leaves this browser:
// the page fetches what it needs when it opens, and the check itself runs in a worker.

const STRANGE = 0.2;
const LISTED = 5;
const EXCERPT = 60;
const ORDER = ["bad", "good", "absent"];

const form = document.querySelector("[data-check]");
const box = form.querySelector("textarea");
const [button, clear] = form.querySelectorAll("button");
const bar = form.querySelector("progress");
const verdict = document.querySelector("[data-verdict]");
const different = document.querySelector("[data-different]");
const checked = document.querySelector("[data-checked]");
const copy = document.querySelector("[data-copy]");
const cited = document.querySelector("[data-cited]");
const shown = document.querySelector("[data-shown]");
const origin = document.querySelector("[data-from]");
const DOUBTS = JSON.parse(form.dataset.doubts);
const KEPT = `copy-of-${form.dataset.article}`;
let worker = null;

/** Every fact of the article with its citations, through the API, page by page. */
async function facts(article) {
  const found = [];
  const query = new URLSearchParams({ article, fields: "id,url,statement,record,inferred,citations", limit: 200 });
  for (let next = `/facts?${query}`; next; ) {
    const answer = await fetch(next, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${next} returned ${answer.status}`);
    const page = await answer.json();
    found.push(...page.items);
    next = page.next;
  }
  return found;
}

/** What a worker says of the copy: its hash, its letters, and where the spans are in it. */
function located(text, spans) {
  worker?.terminate();
  worker = new Worker(new URL("./copy.mjs", import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.spans ? resolve(data) : (bar.value = data.done));
    worker.onerror = (error) => reject(new Error(error.message));
    worker.postMessage({ text, spans });
  });
}

/** The copy with marks and the numbers of paragraphs; a mark is bad if only changed passages are in it. */
function lit(spans, letters) {
  const edges = new Set([0, letters.length]);
  const placed = spans.filter(placeOf).map((span) => ({ span, ...placeOf(span) }));
  for (const { start, end } of placed) edges.add(start).add(end);
  const numbers = new Map();
  for (const { span, start } of placed.filter((one) => one.span.found)) {
    // From -1, `lastIndexOf` would begin at the end.
    const line = start && letters.lastIndexOf("\n", start - 1) + 1;
    if (!numbers.has(line)) numbers.set(line, span.paragraph);
    edges.add(line);
  }
  const ordered = [...edges].sort((a, b) => a - b);
  const pieces = document.createDocumentFragment();
  for (let n = 0; n + 1 < ordered.length; n += 1) {
    const [start, end] = [ordered[n], ordered[n + 1]];
    if (numbers.has(start)) {
      const number = document.createElement("span");
      number.dataset.paragraph = numbers.get(start);
      pieces.append(number);
    }
    const over = placed.filter((one) => one.start <= start && one.end >= end && one.start < one.end);
    const text = letters.slice(start, end).join("");
    if (!over.length) {
      pieces.append(text);
      continue;
    }
    const mark = document.createElement("mark");
    mark.textContent = text;
    mark.dataset.spans = over.map((one) => one.span.key).join(" ");
    if (!over.some((one) => one.span.found)) mark.className = "bad";
    pieces.append(mark);
  }
  return pieces;
}

function placeOf(span) {
  return span.found ?? span.place;
}

/** Show some passages in the copy; scroll to the first of them, in the page too if `page`. */
function point(keys, page = true) {
  let first = null;
  for (const mark of copy.querySelectorAll("mark")) {
    const here = mark.dataset.spans.split(" ").some((key) => keys.includes(key));
    mark.classList.toggle("here", here);
    first ??= here ? mark : null;
  }
  if (!first) return;
  copy.scrollTop += first.getBoundingClientRect().top - copy.getBoundingClientRect().top - copy.clientHeight / 3;
  if (page) first.scrollIntoView({ block: "nearest" });
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
  if (keys.length) shown.append(action("Show all", () => narrow([])));
}

function counted(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function action(text, run) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", run);
  return made;
}

function state(span) {
  return span.found ? "good" : span.place ? "bad" : "absent";
}

function reason(span) {
  if (span.found) return span.found.how ? `the same except for ${span.found.how}` : "";
  return span.place ? "reads differently" : "not in this part";
}

/** A link to the fact, and what of it is inferred. */
function named(fact) {
  const link = document.createElement("a");
  link.href = `/explore${fact.url}`;
  link.textContent = fact.statement;
  if (!fact.inferred) return [link];
  const tag = document.createElement("span");
  tag.className = "tag";
  tag.textContent = DOUBTS[fact.inferred];
  return [link, " ", tag];
}

/** A line on a passage: its paragraph and how it starts in the copy, which lead there. */
function passage(span, letters) {
  const line = document.createElement("div");
  const place = placeOf(span);
  if (place) {
    const words = letters.slice(place.start, place.end).join("").replace(/\s+/g, " ");
    const begins = words.length > EXCERPT ? `${words.slice(0, EXCERPT).replace(/\s\S*$/, "")} …` : words;
    line.append(action(`¶ ${span.paragraph}: ${begins}`, () => point([span.key])));
  } else line.append(`¶ ${span.paragraph}`);
  const why = reason(span);
  if (why) {
    const told = document.createElement("span");
    told.className = "reason";
    told.textContent = ` ${why}`;
    line.append(told);
  }
  return line;
}

function listed(fact, letters) {
  const item = document.createElement("li");
  item.append(...named(fact), ...fact.spans.map((span) => passage(span, letters)));
  item.dataset.spans = fact.spans.map((span) => span.key).join(" ");
  item.className = stateOf(fact);
  return item;
}

/** Of its passages' states, the one that matters most. */
function stateOf(fact) {
  const states = fact.spans.map(state);
  return ["bad", "absent"].find((one) => states.includes(one)) ?? "good";
}

/** The verdict in a sentence or two. */
function told(spans, same) {
  const count = spans.length;
  const of = (kind) => spans.filter((span) => state(span) === kind).length;
  const [good, bad, absent] = [of("good"), of("bad"), of("absent")];
  const ways = new Set(spans.map((span) => span.found?.how).filter(Boolean));
  if (same) return `Your copy is the article, character for character. All ${count} passages are in it.`;
  if (isStrange(spans)) return `This does not seem to be the article: ${good} of ${count} passages are in your copy.`;
  const but = ways.size ? ` Only ${[...ways].join(" and ")} differ${ways.size === 1 && ways.has("white space") ? "s" : ""}.` : "";
  const read = bad === 1 ? "1 passage reads differently" : `${bad} passages read differently`;
  if (absent) {
    const found = `Part of the article: ${counted(good, "passage")} found, ${absent} not in this part.`;
    return bad ? `${read}. ${found}` : found + but;
  }
  if (!bad) return `All ${count} passages are in your copy.${but}`;
  return `${read}; the other ${good} are in your copy.`;
}

function isStrange(spans) {
  const good = spans.filter((span) => span.found).length;
  return good <= STRANGE * spans.filter((span) => placeOf(span) || !good).length;
}

/** The verdict on the record that the reader came from. */
function tellOrigin(mine) {
  if (!origin) return;
  const bad = mine.filter((span) => state(span) === "bad").length;
  const absent = mine.filter((span) => state(span) === "absent").length;
  const of = (count, verb) => `${count} of its ${counted(mine.length, "passage")} ${verb}`;
  const parts = [];
  if (bad) parts.push(of(bad, bad === 1 ? "reads differently in your copy" : "read differently in your copy"));
  if (absent) parts.push(of(absent, absent === 1 ? "is not in this part of the article" : "are not in this part of the article"));
  if (!parts.length && mine.length) parts.push(`Its ${mine.length === 1 ? "passage is" : `${mine.length} passages are`} in your copy`);
  origin.querySelector("[data-from-verdict]").textContent = parts.map((part) => `${part}.`).join(" ");
}

function keyOf(citation) {
  return `${citation.start}-${citation.end}-${citation.paragraph}`;
}

/** The spans that the record is based on from which the reader came, or the one that a link names. */
function sought(known, spans) {
  const path = origin?.dataset.from;
  const based = known.filter((fact) => path && (fact.url === path || fact.record?.url === path));
  const own = new Set(based.flatMap((fact) => fact.spans));
  const wanted = location.hash.slice(1);
  return spans.filter((span) => own.has(span) || wanted === `${span.start}-${span.end}`);
}

/** Show nothing of an earlier check. */
function reset(text = "") {
  worker?.terminate();
  bar.hidden = true;
  checked.hidden = true;
  different.replaceChildren();
  copy.replaceChildren();
  cited.replaceChildren();
  tellOrigin([]);
  verdict.textContent = text;
}

async function check(facts, article, quietly = false) {
  if (!box.value.trim()) {
    sessionStorage.removeItem(KEPT);
    reset("Paste the text first.");
    box.focus();
    return;
  }
  keep(box.value);
  reset();
  bar.value = 0;
  bar.hidden = false;
  const wanted = new Map();
  for (const citation of facts.flatMap((fact) => fact.citations)) {
    wanted.set(keyOf(citation), { ...citation, key: keyOf(citation) });
  }
  const ordered = [...wanted.values()].sort((a, b) => a.start - b.start || a.end - b.end);
  const { whole, spans, letters } = await located(box.value, ordered);
  bar.hidden = true;
  verdict.textContent = told(spans, whole === article.sha256);
  if (!isStrange(spans)) show(facts, spans, letters);
  if (quietly) return;
  verdict.scrollIntoView({ block: "start" });
  verdict.focus({ preventScroll: true });
}

function show(facts, spans, letters) {
  const byKey = new Map(spans.map((span) => [span.key, span]));
  const known = facts.map((fact) => ({ ...fact, spans: fact.citations.map((one) => byKey.get(keyOf(one))) }));
  const mine = sought(known, spans);
  tellOrigin(mine);
  copy.replaceChildren(lit(spans, letters));
  const first = (fact) => Number(!fact.spans.some((span) => mine.includes(span)));
  known.sort((a, b) => first(a) - first(b) || ORDER.indexOf(stateOf(a)) - ORDER.indexOf(stateOf(b)));
  cited.replaceChildren(...known.map((fact) => listed(fact, letters)));
  narrow([]);
  const changed = known.filter((fact) => stateOf(fact) === "bad");
  different.replaceChildren(...changed.slice(0, LISTED).map((fact) => entry(fact, letters)));
  if (changed.length > LISTED) different.append(rest(changed.length - LISTED));
  checked.hidden = false;
  point(mine.map((span) => span.key), false);
}

function entry(fact, letters) {
  const item = document.createElement("li");
  const bad = fact.spans.filter((span) => state(span) === "bad");
  item.append(...named(fact), ...bad.map((span) => passage(span, letters)));
  return item;
}

function rest(count) {
  const item = document.createElement("li");
  item.textContent = `${counted(count, "more record")} below.`;
  return item;
}

/** Keep the copy until the tab is closed, so that nobody has to paste it again. */
function keep(text) {
  try {
    sessionStorage.setItem(KEPT, text);
  } catch {
    // The browser stores nothing: the copy has to be pasted again.
  }
}

async function begin() {
  const article = { id: form.dataset.article, sha256: form.dataset.sha256 };
  const known = await facts(article.id);
  for (const fact of known) fact.citations = fact.citations.filter((one) => one.article === article.id);
  button.disabled = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check(known, article).catch(failed);
  });
  copy.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (!mark) return;
    const keys = mark.dataset.spans.split(" ");
    point(keys, false);
    narrow(keys);
    if (matchMedia("(max-width: 62rem)").matches) shown.scrollIntoView({ block: "start" });
  });
  const kept = box.value ? "" : sessionStorage.getItem(KEPT);
  if (kept) {
    box.value = kept;
    check(known, article, true).catch(failed);
  }
}

function failed(error) {
  reset(`The check failed: ${error.message}`);
}

clear.addEventListener("click", () => {
  box.value = "";
  sessionStorage.removeItem(KEPT);
  reset();
  box.focus();
});

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
