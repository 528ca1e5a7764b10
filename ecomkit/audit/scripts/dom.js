const roots = [document];
const collect = (root) => {
  for (const element of root.querySelectorAll('*')) {
    if (element.shadowRoot) { roots.push(element.shadowRoot); collect(element.shadowRoot); }
  }
};
collect(document);
const all = (selector) => roots.flatMap((root) => [...root.querySelectorAll(selector)]);
const up = (element) => element.parentElement || (element.getRootNode().host ?? null);
const near = (element, test) => { for (let e = element; e; e = up(e)) { if (test(e)) return e; } return null; };
const within = (element, selector) => near(element, (e) => e.matches(selector));
const flat = (text, limit = 160) => (text || '').replace(/\s+/g, ' ').trim().slice(0, limit);
const html = (element) => element.outerHTML.replaceAll(' style=""', '').slice(0, 300);
const once = (answer) => {
  const known = new Map();
  return (element) => {
    if (!known.has(element)) known.set(element, answer(element));
    return known.get(element);
  };
};
const visible = (element) => {
  const box = element.getBoundingClientRect();
  if (box.width <= 1 || box.height <= 1) return false;
  return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
};
const byId = (element, ids) => ids.split(/\s+/).map((id) => element.getRootNode().getElementById?.(id)?.textContent).join(' ');
const nameOf = (element) => {
  const labelled = element.getAttribute('aria-labelledby');
  if (labelled && flat(byId(element, labelled))) return flat(byId(element, labelled));
  if (flat(element.getAttribute('aria-label'))) return flat(element.getAttribute('aria-label'));
  if (element.tagName === 'INPUT') return flat(element.value || element.alt || element.title);
  const picture = element.querySelector('img[alt]:not([alt=""]), svg title, [aria-label]');
  return flat(element.innerText) || flat(element.textContent) ||
    flat(picture?.alt || picture?.getAttribute('aria-label') || picture?.textContent) || flat(element.title);
};
const pageLevel = (element) => !element.parentElement?.closest('main, article, section, li');
const framed = /(^|[\s_-])(site-?|page-?|main-?)?(header|footer|navbar|topbar|menu)($|[\s_-])/i;
const framing = (e) =>
  e.matches('nav, [role=navigation], footer, [role=contentinfo], header, [role=banner], dialog, [role=dialog], [aria-modal=true]') ||
  framed.test(`${e.id} ${e.getAttribute('class') || ''}`);
const frameKind = (found) => {
  if (found.matches('dialog, [role=dialog], [aria-modal=true]')) return 'dialog';
  const tag = `${found.tagName} ${found.getAttribute('role') || ''} ${found.id} ${found.getAttribute('class') || ''}`.toLowerCase();
  if (found.matches('header, footer') && !pageLevel(found)) return 'main';
  if (/footer|contentinfo/.test(tag)) return 'footer';
  return /^nav|navigation/.test(tag) ? 'nav' : 'header';
};
const regionOf = once((element) => framing(element) ? frameKind(element) : up(element) ? regionOf(up(element)) : 'main');
const money = new RegExp(arg.money, 'i');
const linkOf = once((element) => [...element.querySelectorAll('a[href]')].filter((a) => {
  const url = new URL(a.href, location.href);
  return url.origin === location.origin && url.pathname + url.search !== location.pathname + location.search && a.getAttribute('href') !== '#';
}));
const cardLike = once((element) => linkOf(element).length > 0 && (element.querySelector('img, picture, svg') || money.test(element.textContent)));
const firstHref = (element) => linkOf(element)[0]?.href;
const cardOf = (link) => {
  for (let e = link; e && e.parentElement && e !== document.body; e = e.parentElement) {
    if (e !== link && !cardLike(e)) continue;
    if (e === link && !(link.querySelector('img') || money.test(link.textContent))) continue;
    const own = e === link ? link.href : firstHref(e);
    const alike = [...e.parentElement.children].filter((s) => s.tagName === e.tagName && s !== e &&
      (s.matches('a[href]') ? s.querySelector('img') || money.test(s.textContent) : cardLike(s)) &&
      (s.matches('a[href]') ? s.href : firstHref(s)) !== own);
    if (alike.length) return e;
  }
  return null;
};
const cardElements = () => {
  const found = new Set();
  for (const link of all('a[href]')) {
    if (new URL(link.href, location.href).origin !== location.origin || regionOf(link) !== 'main' || !visible(link)) continue;
    const card = cardOf(link);
    if (card && card.textContent.length < 1500) found.add(card);
  }
  return [...found].filter((card) => ![...found].some((other) => other !== card && other.contains(card)));
};
