// A page that waits for a file: the numbers move by themselves, and the end is announced once.
const waiting = document.querySelector("[data-rc-progress]");
const SECONDS = 2;

async function look() {
  const answer = await fetch(waiting.dataset.rcProgress, { credentials: "same-origin" });
  if (!answer.ok) return;
  const told = await answer.json();
  waiting.querySelector("[data-rc-says]").textContent = told.says;
  const bar = waiting.querySelector("progress");
  bar.max = told.rows;
  bar.value = told.done;
  if (!told.over) return;
  clearInterval(turning);
  waiting.querySelector("[data-rc-over]").textContent = told.says;
  setTimeout(() => location.reload(), 1000);
}

if (waiting) waiting.querySelector("[data-rc-plain]").hidden = true;
const turning = waiting ? setInterval(() => look().catch(() => {}), SECONDS * 1000) : 0;
