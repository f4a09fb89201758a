/* Reading aids: large type, high contrast, a line that follows the reading, reading aloud. Everything else on the
   website works without a script, and so do these where the system itself offers them. */

const root = document.documentElement;
const speech = window.speechSynthesis;

/* ---------------------------------------------------------------- what the reader chose */

const chosen = () => new Set(root.dataset.reading.split(" ").filter(Boolean));

function choose(aids) {
  root.dataset.reading = [...aids].join(" ");
  try {
    localStorage.setItem("reading", root.dataset.reading);
  } catch {
    // Not remembered then, but in force on this page.
  }
  show();
}

function toggle(aid) {
  const aids = chosen();
  if (!aids.delete(aid)) aids.add(aid);
  choose(aids);
}

function show() {
  const aids = chosen();
  for (const button of document.querySelectorAll("[data-aid]")) {
    button.setAttribute("aria-pressed", aids.has(button.dataset.aid));
  }
}

/* ---------------------------------------------------------------- the line that follows pointer and focus */

const line = document.createElement("div");
line.className = "reading-line";
line.setAttribute("aria-hidden", "true");

const moveLine = (bottom) => line.style.setProperty("--at", `${bottom}px`);

/* ---------------------------------------------------------------- reading aloud, block by block */

const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, dt, dd, th, td, caption, figcaption, summary, blockquote";
const SENTENCE = /[^。！？；.!?;།]+[。！？；.!?;།]*/g;
let reading = null;

/* What the block itself says, without the blocks inside it, which have their own turn. */
function textOf(block) {
  const copy = block.cloneNode(true);
  for (const inner of copy.querySelectorAll(BLOCKS)) inner.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}

/* The blocks of the main content that are visible and say something. */
function blocks() {
  const all = [...document.querySelectorAll(`main :is(${BLOCKS})`)];
  return all.filter((block) => block.checkVisibility() && !block.closest("nav, form") && textOf(block));
}

function read(queue) {
  const block = queue.shift();
  reading?.classList.remove("read-now");
  reading = block ?? null;
  if (!block) return said();
  block.classList.add("read-now");
  block.scrollIntoView({ block: "nearest" });
  // Browsers fall silent in the middle of long texts, so each sentence is an utterance of its own.
  const sentences = textOf(block).match(SENTENCE) ?? [];
  if (!sentences.length) return read(queue);
  sentences.forEach((sentence, number) => {
    const utterance = new SpeechSynthesisUtterance(sentence);
    // Voices are named by country, and there is one for both Chinese scripts.
    utterance.lang = block.closest("[lang]").lang.replace(/^zh.*/i, "zh-CN");
    if (number === sentences.length - 1) utterance.onend = () => reading === block && read(queue);
    speech.speak(utterance);
  });
}

function said() {
  const button = document.querySelector("[data-read]");
  button.setAttribute("aria-pressed", reading !== null);
  button.querySelector("span").textContent = reading ? button.dataset.stop : button.dataset.read;
}

function readOrStop() {
  const was = reading;
  reading?.classList.remove("read-now");
  reading = null;
  speech.cancel();
  if (!was) {
    const all = blocks();
    // From where the reader is: the first block that is not above the window.
    const first = all.findIndex((block) => block.getBoundingClientRect().bottom > 0);
    read(all.slice(Math.max(first, 0)));
  }
  said();
}

/* ---------------------------------------------------------------- the toolbar */

function build() {
  const place = document.querySelector(".tools");
  const template = place?.querySelector("template");
  if (!template) return;
  place.append(template.content.cloneNode(true));
  place.querySelector("[data-read]").hidden = !speech;
  place.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.dataset.aid) toggle(button.dataset.aid);
    else if (button?.dataset.read) readOrStop();
    else if (button?.dataset.reset !== undefined) choose(new Set());
  });
  place.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    const panel = place.querySelector("details");
    panel.open = false;
    panel.querySelector("summary").focus();
  });
  show();
}

build();
document.body.append(line);
addEventListener("pointermove", (event) => moveLine(event.clientY + 14), { passive: true });
addEventListener("focusin", ({ target }) => moveLine(target.getBoundingClientRect().bottom + 4));
if (speech) addEventListener("pagehide", () => speech.cancel());
