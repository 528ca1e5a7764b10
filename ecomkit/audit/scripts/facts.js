const cards = cardElements();
const forms = all('form').slice(0, 60);
const inCard = (element) => cards.some((card) => card.contains(element));
const scripted = (field) => !/^(INPUT|SELECT|TEXTAREA)$/.test(field.tagName);
const labelFor = (field) => {
  const label = field.labels && [...field.labels].map((l) => l.innerText || l.textContent).join(' ');
  if (flat(label)) return [flat(label), 'label'];
  const aria = field.getAttribute('aria-labelledby') ? byId(field, field.getAttribute('aria-labelledby')) : field.getAttribute('aria-label');
  if (flat(aria)) return [flat(aria), 'aria'];
  if (flat(field.title)) return [flat(field.title), 'title'];
  if (scripted(field)) return [flat(field.innerText), field.tagName === 'BUTTON' ? 'text' : ''];
  return [flat(field.placeholder), field.placeholder ? 'placeholder' : ''];
};
const groupOf = (field) => {
  const group = field.closest('fieldset, [role=group], [role=radiogroup]');
  if (!group) return '';
  const labelled = group.getAttribute('aria-labelledby');
  return flat(group.querySelector('legend')?.textContent || group.getAttribute('aria-label') || (labelled && byId(group, labelled)));
};
const shown = (field) => visible(field) ||
  (/radio|checkbox/.test(field.type) && [...(field.labels || [])].some(visible));
const field = (e) => {
  const [label, named] = labelFor(e);
  return { tag: e.tagName.toLowerCase(), type: scripted(e) ? 'list' : e.type || '', name: e.name || '', id: e.id || '', label, named_by: named,
    placeholder: e.placeholder || '', autocomplete: e.getAttribute('autocomplete') || '', required: e.required || e.getAttribute('aria-required') === 'true',
    checked: !!e.checked, visible: shown(e) && !e.disabled, value: /checkbox|radio|hidden|password/.test(e.type) ? '' : e.tagName === 'SELECT' ? (e.value ? flat(e.selectedOptions[0]?.text, 60) : '') : flat(scripted(e) ? e.innerText : e.value, 80),
    options: e.tagName === 'SELECT' ? [...e.options].slice(0, 300).map((o) => flat(o.text, 60)) : [], group: groupOf(e), form: forms.indexOf(e.form || e.closest('form')), html: html(e) };
};
const priceTags = () => {
  const found = [];
  for (const e of all('body *')) {
    if (e.children.length > 6 || /^(SCRIPT|STYLE|NOSCRIPT|TEMPLATE|OPTION|SELECT)$/.test(e.tagName)) continue;
    const text = flat(e.textContent, 200);
    if (text.length > 80 || !money.test(text) || !visible(e)) continue;
    if ([...e.children].some((child) => money.test(child.textContent) && flat(child.textContent, 200).length < text.length + 1 && visible(child))) continue;
    const block = near(up(e) || e, (b) => /block|flex|grid|table|list-item/.test(getComputedStyle(b).display)) || e;
    const box = e.getBoundingClientRect();
    found.push({ text, context: flat(block.innerText, 200), top: box.top + scrollY, left: box.left, struck: !!e.closest('del, s, strike') ||
      /line-through/.test(getComputedStyle(e).textDecorationLine), in_card: inCard(e), region: regionOf(e) });
    if (found.length >= 120) break;
  }
  return found;
};
const endless = () => document.getAnimations().flatMap((a) => {
  const target = a.effect?.target;
  if (!target || a.playState !== 'running' || a.effect.getComputedTiming().iterations !== Infinity || !visible(target)) return [];
  const box = target.getBoundingClientRect();
  return [{ name: a.animationName || a.id || 'animation', area: box.width * box.height, html: html(target) }];
});
const root = document.documentElement ?? document.createElement('html');
const overflow = () => root.scrollWidth <= innerWidth ? [] :
  all('body *').filter((e) => visible(e) && e.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(e).position !== 'fixed').slice(0, 5).map(html);
const bare = (e) => !/[\p{L}\d]/u.test(nameOf(e));
const counts = (box) => {
  const typed = [...box.querySelectorAll('input')].filter((i) => visible(i) && /^\d{1,3}$/.test(i.value));
  return typed.length === 1 || /^\d{1,3}$/.test(flat(box.innerText).replace(/[+\-−–×x\s]/g, ''));
};
const steppers = () => {
  const buttons = all('button, [role=button], a[href^="#"]').filter((e) => visible(e) && bare(e));
  const boxes = new Set(buttons.map((e) => { let b = e.parentElement; for (let n = 0; b && n < 3 && !counts(b); n++) b = b.parentElement; return b; }));
  return [...boxes].filter((b) => b && counts(b) && buttons.filter((e) => b.contains(e)).length === 2).length;
};
const h1 = all('h1').filter((e) => e.checkVisibility({ visibilityProperty: true }));
const list = (selector, limit, make) => all(selector).slice(0, limit).map(make);
return {
  url: location.href, language: root.lang || '', title: document.title,
  viewport: document.querySelector('meta[name=viewport]')?.content || '',
  headings: all('h1, h2, h3, [role=heading]').filter(visible).slice(0, 60).map((e) => flat(e.innerText)),
  h1_count: h1.length, h1_top: h1[0] ? h1[0].getBoundingClientRect().top + scrollY : 0,
  text: (document.body?.innerText || '').slice(0, 60000),
  links: list('a[href]', 600, (a) => ({ text: nameOf(a), href: a.href, region: regionOf(a), visible: visible(a) })),
  buttons: all('button, input[type=submit], input[type=button], input[type=image], [role=button]').filter(visible).slice(0, 200).map(nameOf),
  fields: list(arg.fields, 200, field),
  forms: forms.map((f) => ({ action: f.getAttribute('action') ? new URL(f.getAttribute('action'), location.href).href : location.href,
    method: (f.getAttribute('method') || 'get').toLowerCase(), visible: visible(f),
    submits: [...f.elements].some((e) => /^(submit|image)$/.test(e.type)) || [...f.elements].filter((e) => e.matches('input:not([type=hidden], [type=checkbox], [type=radio], [type=button])')).length === 1 })),
  images: all('img').filter(visible).slice(0, 200).map((i) => ({ url: i.currentSrc || i.src, alt: i.alt, broken: i.complete && i.naturalWidth === 0,
    width: Math.round(i.getBoundingClientRect().width), height: Math.round(i.getBoundingClientRect().height),
    natural_width: i.naturalWidth, natural_height: i.naturalHeight, bytes: performance.getEntriesByName(i.currentSrc || i.src)[0]?.encodedBodySize || 0 })),
  painted: all('[style*="background" i], [class*=image i], [class*=photo i], [class*=picture i], [class*=gallery i]').filter((e) => visible(e) && !inCard(e) &&
    Math.min(e.clientWidth, e.clientHeight) >= 80 && getComputedStyle(e).backgroundImage.includes('url(')).length,
  cards: cards.slice(0, 80).map((card) => {
    const links = card.matches('a[href]') ? [card] : linkOf(card);
    const best = links.find((a) => a.querySelector('h1, h2, h3, h4')) || links.find((a) => a.querySelector('img')) || links[0];
    const heading = card.querySelector('h1, h2, h3, h4, [itemprop=name]');
    const title = flat(heading?.textContent) || links.map(nameOf).sort((a, b) => b.length - a.length)[0] || '';
    return { href: best.href, title, text: flat(card.innerText, 300), priced: money.test(card.innerText) };
  }),
  prices: priceTags(),
  structured: list('script[type="application/ld+json"]', 20, (s) => s.textContent.slice(0, 20000)),
  frames: list('iframe', 40, (f) => f.src || ''),
  animations: endless(),
  policy_meta: document.querySelector('meta[http-equiv="Content-Security-Policy" i]')?.content || '',
  width: innerWidth, content_width: root.scrollWidth, height: innerHeight, overflowing: overflow(),
  steppers: steppers(),
  noisy: all('marquee, blink, video[autoplay], audio[autoplay]').filter((e) => !(/VIDEO|AUDIO/.test(e.tagName) && (e.muted || e.hasAttribute('muted')))).slice(0, 10).map(html),
  waiting: all('[aria-busy="true"], [role=progressbar]:not([aria-valuenow]), progress:not([value]), [class*=spinner i], [class*=skeleton i], [class*=loader i]')
    .filter((e) => visible(e) && e.getBoundingClientRect().width * e.getBoundingClientRect().height >= 400).slice(0, 10).map(html),
  targets: all('button, input:not([type=hidden]):not([type=radio]):not([type=checkbox]), select, [role=button]')
    .filter((e) => visible(e) && !within(e, '[aria-hidden=true]') && getComputedStyle(e).clipPath === 'none' && getComputedStyle(e).clip === 'auto').slice(0, 120)
    .map((e) => { const b = e.getBoundingClientRect(); return { name: nameOf(e), width: b.width, height: b.height, html: html(e) }; }),
};
