// Suggestions while typing, as an editable combobox with a list (WAI-ARIA). Without this script the form works as it is.
const WAIT_MS = 150;
const SHORTEST = 2;

for (const form of document.querySelectorAll("form.find[data-suggest]")) combobox(form);

function combobox(form) {
  const input = form.querySelector("input[name=q]");
  const list = document.createElement("ul");
  const told = document.createElement("p");
  const known = new Map();
  let timer = 0;
  let wanted = "";
  let active = -1;

  input.type = "text"; // a field of the type "search" may not be a combobox (ARIA in HTML)
  list.id = `${input.id}-list`;
  list.className = "offers";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.label);
  told.className = "vh";
  told.setAttribute("aria-live", "polite");
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]])
    input.setAttribute(name, value);
  form.append(list, told);

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function option(one, at) {
    const item = document.createElement("li");
    item.id = `${list.id}-${at}`;
    item.dataset.href = one.href;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(one.name);
    if (one.kind) {
      const kind = document.createElement("span");
      kind.className = "meta";
      kind.textContent = one.kind;
      item.append(" ", kind);
    }
    return item;
  }

  function show(answer) {
    list.replaceChildren(...answer.offers.map(option));
    told.textContent = answer.said;
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = answer.offers.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  function choose(at) {
    const items = list.children;
    items[active]?.setAttribute("aria-selected", "false");
    active = at;
    if (active < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    items[active].setAttribute("aria-selected", "true");
    items[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[active].id);
  }

  async function ask(words) {
    wanted = words;
    if (!known.has(words)) {
      try {
        const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(words)}`);
        if (!answer.ok) return;
        known.set(words, await answer.json());
      } catch {
        return;
      }
    }
    if (wanted === words && document.activeElement === input) show(known.get(words));
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    const words = input.value.trim();
    if (words.length < SHORTEST) {
      wanted = "";
      told.textContent = "";
      close();
    } else timer = setTimeout(ask, WAIT_MS, words);
  });
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "ArrowDown" && list.hidden && last >= 0) show(known.get(wanted));
    else if (event.key === "ArrowDown" && !list.hidden) choose(active === last ? -1 : active + 1);
    else if (event.key === "ArrowUp" && !list.hidden) choose(active < 0 ? last : active - 1);
    else if (event.key === "Enter" && !list.hidden && active >= 0) location.assign(list.children[active].dataset.href);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) location.assign(item.dataset.href);
  });
}
