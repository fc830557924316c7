"use strict";
/* Asks the endpoint and shows what it answers.  The query stands in the address after #query=, so that a link brings
   back both query and answer. */

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const [examples, question, run, stop, save, draw, status, answer] = ["examples", "question", "run", "stop", "save", "draw", "status", "answer"].map((id) => document.getElementById(id));
  const BASE = "https://w3id.org/fourchains";
  const PAGE = 200;
  const words = {
    running: ["正在查询……", "Asking …"],
    row: ["1 行，{s} 秒", "1 row in {s} s"],
    rows: ["{n} 行，{s} 秒", "{n} rows in {s} s"],
    triples: ["所求的陈述，{s} 秒", "The statements, in {s} s"],
    stopped: ["已停止", "Stopped"],
    unreachable: ["无法连接服务器：它可能已停止。请检查运行 chains serve 的窗口，然后再试", "The server cannot be reached: it may have stopped. Look at the window where `chains serve` runs, then try again"],
    more: ["再显示 {n} 行（还有 {rest} 行）", "Show {n} more ({rest} left)"],
    none: ["没有结果", "No rows"],
    choose: ["选一个问题……", "Choose a question …"],
  };
  let controller = null;
  let shown = null;

  const now = () => (choices.current.lang === "zh" ? 0 : 1);
  const say = (key, values = {}) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[key][now()]);
  const element = (tag, text = "", attributes = {}) => {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };

  const editor = CodeMirror.fromTextArea(document.getElementById("query"), {
    mode: "application/sparql-query",
    lineNumbers: true,
    lineWrapping: true,
    matchBrackets: true,
    extraKeys: { "Ctrl-Enter": ask, "Cmd-Enter": ask, "Ctrl-Space": complete, Tab: false, "Shift-Tab": false },
  });
  editor.getInputField().setAttribute("aria-label", "SPARQL");

  /* Offers prefixes and the words of SPARQL for what stands before the cursor; after a prefix, the names of the ontology. */
  function complete() {
    editor.showHint({ hint: hints, completeSingle: false });
  }

  const KEYWORDS = ["SELECT", "DISTINCT", "WHERE", "OPTIONAL", "UNION", "MINUS", "FILTER", "BIND", "VALUES", "GRAPH", "ORDER BY", "GROUP BY", "HAVING", "LIMIT", "OFFSET", "ASK", "CONSTRUCT", "DESCRIBE", "COUNT", "SUM", "AVG", "MIN", "MAX", "LANG", "STR", "CONTAINS", "REGEX", "NOT EXISTS"];
  const used = [...new Set(data.queries.flatMap((query) => query.sparql[0].match(/\b[a-z]+:[A-Za-z]\w*/g) ?? []))].sort();

  function hints(cm) {
    const at = cm.getCursor();
    const before = cm.getLine(at.line).slice(0, at.ch).match(/[\w:]*$/)[0];
    const known = [...Object.keys(data.prefixes).map((name) => `${name}:`), ...used, ...data.terms, ...KEYWORDS];
    const fits = [...new Set(known)].filter((word) => word !== before && word.toLowerCase().startsWith(before.toLowerCase()));
    return { list: fits.slice(0, 60), from: CodeMirror.Pos(at.line, at.ch - before.length), to: at };
  }

  function listExamples() {
    const chosen = examples.value;
    examples.replaceChildren(element("option", say("choose"), { value: "" }));
    for (const query of data.queries) examples.append(element("option", query.title[now()], { value: query.name }));
    examples.value = chosen;
    showQuestion();
    if (shown) show();
  }

  function showQuestion() {
    question.textContent = data.queries.find((query) => query.name === examples.value)?.question[now()] ?? "";
  }

  examples.addEventListener("change", () => {
    const query = data.queries.find((one) => one.name === examples.value);
    showQuestion();
    if (query) editor.setValue(query.sparql[now()].replace(/^(#.*\n)+\s*/, "").trimEnd());
  });

  async function ask() {
    const text = editor.getValue();
    history.replaceState(null, "", `#query=${encodeURIComponent(text)}`);
    controller?.abort();
    const mine = (controller = new AbortController());
    shown = null;
    [stop.hidden, save.hidden, draw.hidden] = [false, true, true];
    answer.replaceChildren();
    tell(say("running"));
    const began = performance.now();
    try {
      const headers = { Accept: "application/sparql-results+json, text/turtle;q=0.9", "Content-Type": "application/sparql-query", "Accept-Language": choices.current.lang };
      const response = await fetch("/sparql", { method: "POST", body: text, headers, signal: mine.signal });
      const body = await response.text();
      if (!response.ok) return tell(body, true);
      shown = { ...read(response.headers.get("Content-Type"), body), seconds: ((performance.now() - began) / 1000).toFixed(2), limit: PAGE };
      show();
    } catch (error) {
      if (mine === controller) tell(say(error.name === "AbortError" ? "stopped" : "unreachable"), error.name !== "AbortError");
    } finally {
      if (mine === controller) stop.hidden = true;
    }
  }

  function read(type, body) {
    if (type.startsWith("text/turtle")) return { turtle: body };
    const found = JSON.parse(body);
    return "boolean" in found ? { boolean: found.boolean } : { columns: found.head.vars, rows: found.results.bindings };
  }

  function tell(text, failed = false) {
    status.textContent = text;
    status.classList.toggle("failed", failed);
  }

  function show() {
    const { turtle, boolean, columns, rows, seconds } = shown;
    if (turtle !== undefined) {
      tell(say("triples", { s: seconds }));
      answer.replaceChildren(element("pre", turtle, { tabindex: "0" }));
    } else if (boolean !== undefined) {
      tell(String(boolean));
    } else {
      tell(rows.length ? say(rows.length === 1 ? "row" : "rows", { n: rows.length.toLocaleString(), s: seconds }) : say("none"));
      answer.replaceChildren(...(rows.length ? [table(columns, rows)] : []), ...more(rows));
    }
    save.hidden = !rows;
    draw.hidden = !(rows && joins(columns, rows));
  }

  /* Where a column of names stands beside one of things, the thing is called by its name. */
  function table(all, rows) {
    const columns = all.filter((name) => !(name.endsWith("_label") && all.includes(name.slice(0, -6))));
    const made = element("table");
    const head = made.createTHead().insertRow();
    for (const name of columns) head.append(element("th", name.replace(/_label$/, ""), { scope: "col" }));
    const body = made.createTBody();
    for (const row of rows.slice(0, shown.limit)) {
      const line = body.insertRow();
      for (const name of columns) line.insertCell().append(...cell(row[name], row[`${name}_label`]));
    }
    return made;
  }

  function cell(term, label) {
    if (!term) return label ? [element("span", label.value)] : [];
    if (term.type !== "uri") return [element("span", term.value, term["xml:lang"] ? { lang: term["xml:lang"] } : {})];
    const ours = term.value.startsWith(`${BASE}/`);
    const href = ours ? term.value.slice(BASE.length) : /^https?:/.test(term.value) ? term.value : null;
    const text = label?.value ?? shorten(term.value);
    return [href ? element("a", text, { href, rel: "noopener noreferrer" }) : element("span", text)];
  }

  function shorten(iri) {
    const known = Object.entries(data.prefixes).find(([, base]) => iri.startsWith(base));
    const short = iri.startsWith(`${BASE}/id/`) ? iri.slice(BASE.length + 4) : known ? `${known[0]}:${iri.slice(known[1].length)}` : iri;
    try {
      return decodeURI(short);
    } catch {
      return short;
    }
  }

  function more(rows) {
    const rest = rows.length - shown.limit;
    if (rest <= 0) return [];
    const button = element("button", say("more", { n: Math.min(PAGE, rest), rest: rest.toLocaleString() }), { type: "button" });
    button.addEventListener("click", () => [(shown.limit += PAGE), show()]);
    return [button];
  }

  /* Whether a row joins one thing to another: the first column of things to the last. */
  function joins(columns, rows) {
    const things = columns.filter((name) => rows.some((row) => row[name]?.type === "uri" && row[name].value.startsWith(`${BASE}/id/`)));
    const [first, last] = [things[0], things.at(-1)];
    return things.length > 1 && rows.some((row) => row[first]?.type === "uri" && row[last]?.type === "uri");
  }

  run.addEventListener("click", ask);
  stop.addEventListener("click", () => controller?.abort());
  save.addEventListener("click", async () => {
    const headers = { Accept: "text/csv", "Content-Type": "application/sparql-query" };
    const response = await fetch("/sparql", { method: "POST", body: editor.getValue(), headers });
    if (!response.ok) return tell(await response.text(), true);
    const link = element("a", "", { href: URL.createObjectURL(await response.blob()), download: "answer.csv" });
    link.click();
    URL.revokeObjectURL(link.href);
  });
  draw.addEventListener("click", () => window.open(`/picture?query=${encodeURIComponent(editor.getValue())}`, "_blank", "noopener"));

  choices.listeners.push((name) => name === "lang" && listExamples());
  const given = new URLSearchParams(location.hash.slice(1).replaceAll("+", "%2B")).get("query");
  listExamples();
  editor.setValue(given ?? "SELECT ?class (COUNT(?thing) AS ?things) WHERE {\n  ?thing a ?class .\n  ?class a owl:Class .\n} GROUP BY ?class ORDER BY DESC(?things)");
  if (given) ask();
})();
