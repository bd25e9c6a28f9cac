// Where the service is: http://127.0.0.1:8000, or ?api=http://… in this page's address.
const api = new URLSearchParams(location.search).get("api") ?? "http://127.0.0.1:8000";

async function get(path) {
  const answer = await fetch(api + path);
  const body = await answer.json();
  // Every error is problem+json, and its detail says what is wrong.
  if (!answer.ok) throw new Error(`${body.title}: ${body.detail}`);
  return body;
}

function made(tag, text = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

async function showAttendance() {
  // fill=true adds a row, "not_reported", for each year in between without a number.
  const { items } = await get("/statistics/parade-attendance/observations?fill=true");
  const most = Math.max(...items.map((row) => row.lower ?? 0));
  for (const row of items) {
    const line = made("tr");
    const bar = made("td");
    if (row.status === "reported") {
      // `value` is null if the number is not exact; `lower` is certain.
      const meter = document.createElement("meter");
      Object.assign(meter, { min: 0, max: most * 1.25, value: row.lower, ariaLabel: row.display });
      bar.append(meter);
    }
    line.append(made("th", row.period), bar, made("td", row.display));
    document.querySelector("#attendance").append(line);
  }
}

async function showQuotes() {
  const { items } = await get("/quotes?form=direct&limit=3");
  for (const quote of items) {
    const who = quote.speakers.map((speaker) => speaker.name).join(" and ") || quote.attributed_to;
    const figure = made("figure");
    const source = quote.citations[0];
    figure.append(
      made("blockquote", `“${quote.text}”`),
      made("figcaption", `${who}, in paragraph ${source.paragraph} of the article`),
    );
    document.querySelector("#quotes").append(figure);
  }
}

document.querySelector("#chart").src = `${api}/statistics/parade-attendance/chart.svg`;

try {
  await Promise.all([showAttendance(), showQuotes()]);
} catch (error) {
  document.querySelector("#trouble").textContent = error.message;
}
