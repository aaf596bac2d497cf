'use strict';

/**
 * Build an element: `h('div', {class: 'Row', onclick: f}, child, 'text')`.
 * Texts become text nodes, so nothing a server sends is ever read as markup.
 */
function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const ICON_PATHS = {
  card: 'M2.5 6.5h15v8a1.5 1.5 0 0 1-1.5 1.5H4a1.5 1.5 0 0 1-1.5-1.5zM2.5 8.5h15M4 4h12a1.5 1.5 0 0 1 1.5 1.5v1h-15v-1A1.5 1.5 0 0 1 4 4zM5 13h3',
  bank: 'M3 8l7-4 7 4v1H3zM4.5 9v5M8 9v5M12 9v5M15.5 9v5M3 15.5h14',
  redirect: 'M8 4H4.5A1.5 1.5 0 0 0 3 5.5v10A1.5 1.5 0 0 0 4.5 17h10a1.5 1.5 0 0 0 1.5-1.5V12M11 3h6v6M17 3l-8 8',
  warning: 'M10 3.5l7 12.5H3zM10 8.5v3.5M10 14v.2',
};

/** A line icon in the colour of its text. */
function icon(name) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('class', 'Icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', ICON_PATHS[name] || ICON_PATHS.card);
  svg.append(path);
  return svg;
}

/** The word of a card brand as a small plate; other methods get an icon. */
function badge(method) {
  if (method.type !== 'card') return icon(iconOf(method.type));
  const brand = method.card && method.card.brand;
  const known = BRANDS.find((entry) => entry.brand === brand);
  if (!known) return icon('card');
  return h('span', { class: 'Badge', 'data-brand': brand, 'aria-hidden': 'true' }, known.word);
}

function iconOf(type) {
  if (type === 'card') return 'card';
  return type === 'ideal' || type === 'bancontact' ? 'redirect' : 'bank';
}
