/* A button beside each text that is there to be copied; the one that prints. Without this script the text can be
   selected in its field, and the browser's own menu prints. */

const fields = document.querySelector("[data-copy]");
const { copy, copied, failed } = fields.dataset;

async function put(field, said) {
  try {
    await navigator.clipboard.writeText(field.value);
    said.textContent = copied;
  } catch {
    // Some browsers refuse, as they do on pages without encryption: then one key is left to press.
    field.select();
    said.textContent = failed;
  }
}

for (const field of document.querySelectorAll(".copy textarea")) {
  const label = field.labels[0];
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: copy });
  button.setAttribute("aria-label", `${copy}：${label.textContent}`);
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  button.addEventListener("click", () => put(field, said));
  label.after(said, button);
}

document.querySelector(".share > .print").addEventListener("click", () => window.print());
