// Check a pasted copy of the article against the citations. The copy never leaves this browser:
// the page fetches what it needs when it opens, and the check itself runs in a worker.

import { make } from "./explorer.mjs";

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
const { article, sha256 } = form.dataset;
const DOUBTS = JSON.parse(form.dataset.doubts);
const KEPT = `copy-of-${article}`;
let worker = null;

function action(text, run) {
  const made = make("button", { type: "button" }, text);
  made.addEventListener("click", run);
  return made;
}

function counted(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function tally(spans) {
  return ["good", "bad", "absent"].map((kind) => spans.filter((span) => span.state === kind).length);
}

function keyOf(citation) {
  return `${citation.start}-${citation.end}`;
}

/** Every fact of the article with its citations of it, through the API, page by page. */
async function fetched() {
  const found = [];
  const query = new URLSearchParams({ article, fields: "id,url,statement,record,inferred,citations", limit: 200 });
  for (let next = `/facts?${query}`; next; ) {
    const answer = await fetch(next, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${next} returned ${answer.status}`);
    const page = await answer.json();
    found.push(...page.items);
    next = page.next;
  }
  return found.map((fact) => ({ ...fact, citations: fact.citations.filter((one) => one.article === article) }));
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
  const placed = spans.filter((span) => span.at);
  const numbers = new Map();
  for (const { at, found, paragraph } of placed) {
    edges.add(at.start).add(at.end);
    // From -1, `lastIndexOf` would begin at the end.
    const line = at.start && letters.lastIndexOf("\n", at.start - 1) + 1;
    if (found && !numbers.has(line)) numbers.set(line, paragraph);
  }
  const ordered = [...edges, ...numbers.keys()].sort((a, b) => a - b);
  return ordered.flatMap((start, n) => {
    const end = ordered[n + 1] ?? start;
    if (start === end) return [];
    const pieces = [letters.slice(start, end).join("")];
    const over = placed.filter(({ at }) => at.start <= start && at.end >= end);
    if (over.length) {
      const mark = make("mark", { className: over.some((span) => span.found) ? "" : "bad" }, pieces.pop());
      mark.dataset.spans = over.map((span) => span.key).join(" ");
      pieces.push(mark);
    }
    if (numbers.has(start)) {
      pieces.unshift(make("span"));
      pieces[0].dataset.paragraph = numbers.get(start);
    }
    return pieces;
  });
}

/** Show some passages in the copy; scroll to the first of them, in the page too if `page`. */
function point(keys, page = true) {
  const marks = [...copy.querySelectorAll("mark")];
  for (const mark of marks) mark.classList.toggle("here", keysOf(mark).some((key) => keys.includes(key)));
  const first = copy.querySelector("mark.here");
  if (!first) return;
  copy.scrollTop += first.getBoundingClientRect().top - copy.getBoundingClientRect().top - copy.clientHeight / 3;
  if (page) first.scrollIntoView({ block: "nearest" });
}

function keysOf(element) {
  return element.dataset.spans.split(" ");
}

/** List only the records based on these spans; without any, list all. */
function narrow(keys) {
  const rows = [...cited.children];
  for (const row of rows) row.hidden = keys.length > 0 && !keysOf(row).some((key) => keys.includes(key));
  const count = counted(rows.filter((row) => !row.hidden).length, "record");
  if (keys.length) shown.replaceChildren(`${count} based on this passage. `, action("Show all", () => narrow([])));
  else shown.replaceChildren(`${count}.`);
}

/** A link to the fact, what of it is inferred, and lines on passages that it is based on. */
function listed(fact, spans, letters) {
  const made = make("li", { className: fact.state }, make("a", { href: `/explore${fact.url}` }, fact.statement));
  if (fact.inferred) made.append(" ", make("span", { className: "tag" }, DOUBTS[fact.inferred]));
  made.append(...spans.map((span) => passage(span, letters)));
  made.dataset.spans = spans.map((span) => span.key).join(" ");
  return made;
}

/** A line on a passage: its paragraph and how it starts in the copy, which lead there. */
function passage(span, letters) {
  const line = make("div");
  if (span.at) {
    const words = letters.slice(span.at.start, span.at.end).join("").replace(/\s+/g, " ");
    const begins = words.length > EXCERPT ? `${words.slice(0, EXCERPT).replace(/\s\S*$/, "")} …` : words;
    line.append(action(`¶ ${span.paragraph}: ${begins}`, () => point([span.key])));
  } else line.append(`¶ ${span.paragraph}`);
  const good = span.found?.how && `the same except for ${span.found.how}`;
  const why = { good, bad: "reads differently", absent: "not in this part" }[span.state];
  if (why) line.append(make("span", { className: "reason" }, ` ${why}`));
  return line;
}

/** The verdict in a sentence or two. */
function verdictOn(spans, same) {
  const count = spans.length;
  const [good, bad, absent] = tally(spans);
  if (same) return `Your copy is the article, character for character. All ${count} passages are in it.`;
  if (isStrange(spans)) return `This does not seem to be the article: ${good} of ${count} passages are in your copy.`;
  const ways = [...new Set(spans.map((span) => span.found?.how).filter(Boolean))];
  const but = ways.length ? ` Only ${ways.join(" and ")} differ${ways.join() === "white space" ? "s" : ""}.` : "";
  const read = bad === 1 ? "1 passage reads differently" : `${bad} passages read differently`;
  if (absent) {
    const found = `Part of the article: ${counted(good, "passage")} found, ${absent} not in this part.`;
    return bad ? `${read}. ${found}` : found + but;
  }
  return bad ? `${read}; the other ${good} are in your copy.` : `All ${count} passages are in your copy.${but}`;
}

function isStrange(spans) {
  const [good, bad] = tally(spans);
  return good <= STRANGE * (good ? good + bad : spans.length);
}

/** The verdict on the record that the reader came from. */
function tellOrigin(mine) {
  if (!origin) return;
  const [good, bad, absent] = tally(mine);
  const of = `of its ${counted(mine.length, "passage")}`;
  const parts = [];
  if (bad) parts.push(`${bad} ${of} ${bad === 1 ? "reads" : "read"} differently in your copy.`);
  if (absent) parts.push(`${absent} ${of} ${absent === 1 ? "is" : "are"} not in this part of the article.`);
  if (good && !parts.length) parts.push(`Its ${good === 1 ? "passage is" : `${good} passages are`} in your copy.`);
  origin.querySelector("[data-from-verdict]").textContent = parts.join(" ");
}

/** Show nothing of an earlier check. */
function reset(text = "") {
  worker?.terminate();
  bar.hidden = true;
  checked.hidden = true;
  for (const part of [different, copy, cited]) part.replaceChildren();
  tellOrigin([]);
  verdict.textContent = text;
}

async function check(facts, quietly = false) {
  if (!box.value.trim()) return empty("Paste the text first.");
  keep(box.value);
  reset();
  bar.value = 0;
  bar.hidden = false;
  const wanted = new Map(facts.flatMap((fact) => fact.citations).map((one) => [keyOf(one), one]));
  const ordered = [...wanted.values()].sort((a, b) => a.start - b.start || a.end - b.end);
  const { whole, spans, letters } = await located(box.value, ordered);
  for (const span of spans) {
    span.key = keyOf(span);
    span.at = span.found ?? span.place;
    span.state = span.found ? "good" : span.place ? "bad" : "absent";
  }
  bar.hidden = true;
  verdict.textContent = verdictOn(spans, whole === sha256);
  if (!isStrange(spans)) show(facts, spans, letters);
  if (quietly) return;
  verdict.scrollIntoView({ block: "start" });
  verdict.focus({ preventScroll: true });
}

function show(facts, spans, letters) {
  const byKey = new Map(spans.map((span) => [span.key, span]));
  const known = facts.map((fact) => {
    const own = fact.citations.map((one) => byKey.get(keyOf(one)));
    // Of its passages' states, the one that matters most.
    const state = ["bad", "absent"].find((one) => own.some((span) => span.state === one)) ?? "good";
    return { ...fact, spans: own, state };
  });
  const mine = sought(known, spans);
  const first = (fact) => Number(!fact.spans.some((span) => mine.includes(span)));
  known.sort((a, b) => first(a) - first(b) || ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  tellOrigin(mine);
  copy.replaceChildren(...lit(spans, letters));
  cited.replaceChildren(...known.map((fact) => listed(fact, fact.spans, letters)));
  narrow([]);
  const changed = known.filter((fact) => fact.state === "bad");
  for (const fact of changed.slice(0, LISTED)) {
    different.append(listed(fact, fact.spans.filter((span) => span.state === "bad"), letters));
  }
  const left = changed.length - LISTED;
  if (left > 0) different.append(make("li", {}, `${counted(left, "more record")} below.`));
  checked.hidden = false;
  point(mine.map((span) => span.key), false);
}

/** The spans that the record is based on from which the reader came, or the one that a link names. */
function sought(known, spans) {
  const path = origin?.dataset.from;
  const based = known.filter((fact) => path && (fact.url === path || fact.record?.url === path));
  const own = new Set(based.flatMap((fact) => fact.spans));
  return spans.filter((span) => own.has(span) || location.hash.slice(1) === span.key);
}

/** Keep the copy until the tab is closed, so that nobody has to paste it again. */
function keep(text) {
  try {
    sessionStorage.setItem(KEPT, text);
  } catch {
    // The browser stores nothing: the copy has to be pasted again.
  }
}

function empty(text) {
  sessionStorage.removeItem(KEPT);
  box.value = "";
  reset(text);
  box.focus();
}

function failed(error) {
  reset(`The check failed: ${error.message}`);
}

async function begin() {
  const facts = await fetched();
  button.disabled = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check(facts).catch(failed);
  });
  copy.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (!mark) return;
    point(keysOf(mark), false);
    narrow(keysOf(mark));
    if (matchMedia("(max-width: 62rem)").matches) shown.scrollIntoView({ block: "start" });
  });
  const kept = box.value ? "" : sessionStorage.getItem(KEPT);
  if (kept) {
    box.value = kept;
    check(facts, true).catch(failed);
  }
}

clear.addEventListener("click", () => empty(""));

form.querySelector("input[type=file]").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  box.value = await file.text();
  if (!button.disabled) form.requestSubmit();
});

begin().catch((error) => {
  verdict.textContent = `The citations could not be fetched: ${error.message}`;
});
