// Hold a pasted copy of the article against the citations. The copy never leaves this page: what
// is needed is fetched when the page opens, and the check itself asks nobody anything.

const REACH = 300;
const BUDGET = 60_000;

const form = document.querySelector("[data-check]");
const box = form.querySelector("textarea");
const button = form.querySelector("button");
const verdict = document.querySelector("[data-verdict]");

/** The text in the one form that offsets and hashes refer to. */
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
  const query = new URLSearchParams({ article, fields: "id,url,statement,citations", limit: 200 });
  for (let next = `/facts?${query}`; next; ) {
    const answer = await fetch(next, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${next} answered ${answer.status}`);
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
    yield distance;
    yield -distance;
  }
}

/**
 * Where each span stands in the copy. Offsets count code points and JavaScript's strings count
 * UTF-16 units, so the copy is spread into code points first.
 */
async function look(spans, points) {
  let shift = 0;
  let looks = BUDGET;
  for (const span of spans) {
    const length = span.end - span.start;
    span.found = null;
    for (const moved of outwards(shift)) {
      const start = span.start + moved;
      if (start < 0 || start + length > points.length) continue;
      looks -= 1;
      if (looks < 0) break;
      if ((await digest(points.slice(start, start + length).join(""))) === span.sha256) {
        span.found = start;
        shift = moved;
        break;
      }
    }
    span.shift = shift;
    span.ends = span.found === null && span.end > points.length;
  }
}

/** The copy as text and marks: a stretch is bad where a span that does not match covers it. */
function lit(spans, points) {
  const edges = new Set([0, points.length]);
  const placed = spans.map((span) => {
    const start = Math.min(Math.max(0, span.found ?? span.start + span.shift), points.length);
    const end = Math.min(start + span.end - span.start, points.length);
    edges.add(start).add(end);
    return { span, start, end };
  });
  const ordered = [...edges].sort((a, b) => a - b);
  const pieces = document.createDocumentFragment();
  for (let n = 0; n + 1 < ordered.length; n += 1) {
    const [start, end] = [ordered[n], ordered[n + 1]];
    const over = placed.filter((p) => p.start <= start && p.end >= end && p.start < p.end);
    const text = points.slice(start, end).join("");
    if (!over.length) {
      pieces.append(text);
      continue;
    }
    const mark = document.createElement("mark");
    mark.textContent = text;
    mark.dataset.spans = over.map((p) => p.span.key).join(" ");
    if (!over.some((p) => p.span.found !== null)) mark.className = "bad";
    pieces.append(mark);
  }
  return pieces;
}

function point(key) {
  let first = null;
  for (const mark of document.querySelectorAll("[data-copy] mark")) {
    const here = mark.dataset.spans.split(" ").includes(key);
    mark.classList.toggle("here", here);
    first ??= here ? mark : null;
  }
  first?.scrollIntoView({ block: "center" });
}

function reason(span) {
  if (span.ends) return "The copy ends before this place.";
  if (span.found === null) return "The words differ here.";
  const moved = span.found - span.start;
  return moved ? `The words have moved by ${moved > 0 ? "+" : "−"}${Math.abs(moved)} characters.` : "";
}

function listed(fact, spans) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `/explore${fact.url}`;
  link.textContent = fact.statement;
  item.append(link);
  for (const span of spans) {
    const line = document.createElement("div");
    const show = document.createElement("button");
    show.type = "button";
    const [start, end] = [span.start, span.end].map((n) => n.toLocaleString("en"));
    show.textContent = `paragraph ${span.paragraph}, characters ${start}–${end}`;
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
  item.className = spans.some((span) => span.found === null) ? "bad" : "good";
  return item;
}

function told(spans, same) {
  const count = spans.length;
  if (same) return `This is the same text, character by character: all ${count} cited places match.`;
  const gone = spans.filter((span) => span.found === null).length;
  const moved = spans.filter((span) => span.found !== null && span.found !== span.start).length;
  if (!gone && !moved) {
    return `All ${count} cited places match, though the text around them is not quite the same.`;
  }
  const differ = gone === 1 ? "1 differs" : `${gone} differ`;
  return `Of ${count} cited places, ${count - gone - moved} match, ${moved} have moved and ${differ}.`;
}

async function check(known, article) {
  const points = Array.from(normalise(box.value));
  const whole = await digest(points.join(""));
  const spans = new Map();
  for (const fact of known) {
    for (const cited of fact.citations) {
      if (cited.article !== article.id) continue;
      const key = `${cited.start}-${cited.end}-${cited.paragraph}`;
      if (!spans.has(key)) spans.set(key, { ...cited, key });
    }
  }
  const all = [...spans.values()].sort((a, b) => a.start - b.start || a.end - b.end);
  await look(all, points);
  verdict.textContent = told(all, whole === article.sha256);
  document.querySelector("[data-copy]").replaceChildren(lit(all, points));
  const rows = known.map((fact) =>
    listed(
      fact,
      fact.citations
        .filter((cited) => cited.article === article.id)
        .map((cited) => spans.get(`${cited.start}-${cited.end}-${cited.paragraph}`)),
    ),
  );
  rows.sort((a, b) => Number(a.className === "good") - Number(b.className === "good"));
  document.querySelector("[data-cited]").replaceChildren(...rows);
  document.querySelector("[data-checked]").hidden = false;
  const wanted = location.hash.slice(1);
  const aimed = all.find((span) => `${span.start}-${span.end}` === wanted);
  if (aimed) point(aimed.key);
}

async function begin() {
  if (!globalThis.crypto?.subtle) {
    verdict.textContent =
      "This browser offers its hash functions to https and localhost only; open the page there, or check with curl.";
    return;
  }
  const article = { id: form.dataset.article, sha256: form.dataset.sha256 };
  const known = await facts(article.id);
  button.disabled = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check(known, article);
  });
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
