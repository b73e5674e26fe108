// The desk's page: begin a question, show it to a wallet, say what came of it, keep nothing.
const key = location.hash.slice(1);
const find = (name) => document.getElementById(name);
const headers = { Authorization: `Bearer ${key}` };
const SAID = {
  waiting: "等待对方出示。 Waiting.",
  over: "没有收到证明。可以改用纸质证明。 Nothing was shown. Paper will do as well.",
  "not good": "出示的内容核对不上，或者已经失效。请改用纸质证明。 What was shown does not hold. Ask for paper.",
  answered: "核对无误。请记下结果：本页不保留。 It holds. Note it down: this page keeps nothing.",
};
const both = (words) => (words ? `${words.zh} ${words.en}` : "");
const ABOUT = [
  ["用途 What for", (about) => both(about.name)],
  ["依据 Under", (about) => both(about.law)],
];
const ROWS = [
  ["结论 Answer", () => "是：没有记录 Yes: no record"],
  ["领域 Domain", (found, about) => both(about.domain_name) || found.domain],
  ["期间 Period", (found) => `${found.period.from} – ${found.period.to}`],
  ["截至 As of", (found) => found.as_of],
  ["姓名 Name", (found) => found.name],
  ["证件号码后四位 Last four", (found) => found.id_last4],
];

async function told(path, method = "GET") {
  const answer = await fetch(path, { method, headers });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error_description);
  return said;
}

function list(place, rows, ...of) {
  const said = rows.map(([name, value]) => [name, value(...of)]).filter(([, value]) => value);
  place.replaceChildren(...said.flatMap(([name, value]) => {
    const [term, text] = [document.createElement("dt"), document.createElement("dd")];
    [term.textContent, text.textContent] = [name, value];
    return [term, text];
  }));
  place.hidden = false;
}

function show(found, about) {
  find("said").textContent = SAID[found.state];
  if (found.state === "answered") list(find("answer"), ROWS, found, about);
}

async function wait(question, missed = 0) {
  const again = (more) => void setTimeout(() => wait(question, more).catch(fail), 1000);
  const found = await told(`/questions/${question.id}`).catch((error) => {
    if (missed > 5) throw error;
  });
  if (!found) return again(missed + 1);
  show(found, question.about);
  if (found.state === "waiting") return again(0);
  find("shown").hidden = true;
  find("ask").disabled = false;
}

function fail(error) {
  find("said").textContent = `${error.message}`;
  find("ask").disabled = false;
}

async function ask() {
  find("ask").disabled = true;
  find("answer").hidden = true;
  const question = await told("/questions", "POST");
  list(find("about"), ABOUT, question.about);
  find("link").href = question.link;
  if (question.qr) find("qr").src = question.qr;
  find("qr").hidden = !question.qr;
  find("shown").hidden = false;
  await wait(question);
}

find("ask").addEventListener("click", () => ask().catch(fail));
