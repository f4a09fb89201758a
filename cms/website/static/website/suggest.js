/* Completions while somebody types, as an ARIA combobox, and a count of the hits that are opened. Without this script
   the form is a form and the hits are links. */

const WAIT = 150;

function complete(form, number) {
  const field = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  list.id = `suggestions-${number}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.label);
  list.hidden = true;
  field.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": list.id,
  })) field.setAttribute(name, value);

  let timer, asking, at = -1;

  const close = () => {
    list.hidden = true;
    at = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const point = (to) => {
    const options = [...list.children];
    at = (to + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute("aria-selected", index === at));
    field.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  };

  const take = (text) => {
    field.value = text;
    close();
    form.requestSubmit();
  };

  const show = (texts) => {
    list.replaceChildren(...texts.map((text, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = text;
      // Before the field loses the focus.
      option.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        take(text);
      });
      return option;
    }));
    at = -1;
    field.removeAttribute("aria-activedescendant");
    list.hidden = !texts.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
  };

  const ask = async () => {
    const typed = field.value.trim();
    asking?.abort();
    if (!typed) return close();
    asking = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}&q=${encodeURIComponent(typed)}`, { signal: asking.signal });
      if (answer.ok && document.activeElement === field) show((await answer.json()).items);
    } catch {
      // Typed on, or offline: the form works all the same.
    }
  };

  field.addEventListener("input", (event) => {
    clearTimeout(timer);
    // While an input method composes, what stands in the field is not yet what is meant.
    if (!event.isComposing) timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown") point(at + 1);
    else if (event.key === "ArrowUp") point(at < 0 ? -1 : at - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && at >= 0) take(list.children[at].textContent);
    else return;
    event.preventDefault();
  });
}

document.querySelectorAll("form[data-suggest]").forEach(complete);

const hits = document.querySelector(".hits[data-opened]");
const opened = (event) => {
  if (event.button < 2 && event.target.closest("a")) {
    navigator.sendBeacon(hits.dataset.opened, new URLSearchParams({ q: hits.dataset.asked }));
  }
};
hits?.addEventListener("click", opened);
hits?.addEventListener("auxclick", opened);
