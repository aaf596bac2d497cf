'use strict';

/* The page's Appearance as CSS custom properties and as rules on the documented class names. */

const BASE_VARIABLES = {
  fontFamily: 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontSizeBase: '16px', fontSizeSm: '0.875em', fontSizeXs: '0.8125em', fontLineHeight: '1.4',
  fontWeightLight: '300', fontWeightNormal: '400', fontWeightMedium: '500', fontWeightBold: '600',
  spacingUnit: '4px', borderRadius: '8px', focusOutline: 'none',
};

const THEME_VARIABLES = {
  stripe: {
    colorPrimary: '#1f6feb', colorBackground: '#ffffff', colorText: '#1f2530',
    colorTextSecondary: '#5b6472', colorTextPlaceholder: '#6f7785', colorDanger: '#c4263d',
    colorSuccess: '#1b7f4b', colorWarning: '#9a6200', inputBackground: '#ffffff',
    lineColor: 'rgba(30, 40, 60, 0.18)', hoverTint: 'rgba(30, 40, 60, 0.045)',
  },
  night: {
    colorPrimary: '#7aa7ff', colorBackground: '#20242e', colorText: '#eceff4',
    colorTextSecondary: '#a8b0bf', colorTextPlaceholder: '#8c95a6', colorDanger: '#ff8593',
    colorSuccess: '#62d39b', colorWarning: '#f0b95a', inputBackground: '#181b23',
    lineColor: 'rgba(226, 232, 245, 0.2)', hoverTint: 'rgba(226, 232, 245, 0.06)',
  },
  flat: {
    colorPrimary: '#1f6feb', colorBackground: '#f1f3f6', colorText: '#1f2530',
    colorTextSecondary: '#596170', colorTextPlaceholder: '#697180', colorDanger: '#c4263d',
    colorSuccess: '#1b7f4b', colorWarning: '#9a6200', inputBackground: '#ffffff',
    lineColor: 'transparent', hoverTint: 'rgba(30, 40, 60, 0.05)',
  },
};

/** Names that a page may set in `rules`; anything else is dropped with a warning. */
const RULE_SELECTOR = new RegExp(
  '^\\.(Tab|TabLabel|TabIcon|Input|Label|Error|Block|AccordionItem|AccordionItemLabel|CheckboxInput|' +
    'CheckboxLabel|Checkbox|RadioIcon|RadioIconOuter|RadioIconInner|PickerItem|Text|RedirectText|' +
    'TermsText|Button|Badge)' +
    '(--[a-z]+)*(::?[a-z-]+)*$',
  'i',
);
const FORBIDDEN_VALUE = /url\(|expression\(|@import|javascript:/i;

function kebab(name) {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Apply theme, variables, rules, label and input styles to this document. */
function applyAppearance(appearance = {}) {
  const root = document.documentElement;
  const theme = appearance.theme || 'stripe';
  const variables = { ...BASE_VARIABLES, ...THEME_VARIABLES[theme], ...appearance.variables };
  root.removeAttribute('style');
  for (const [name, value] of Object.entries(variables)) {
    root.style.setProperty(`--${kebab(name)}`, String(value));
  }
  root.dataset.theme = theme;
  root.dataset.labels = appearance.labels || 'auto';
  root.dataset.inputs = appearance.inputs || 'spaced';
  root.classList.toggle('still', Boolean(appearance.disableAnimations));
  document.adoptedStyleSheets = [rulesSheet(appearance.rules || {})];
}

/** A page's rule for a state counts more than our own for that state (frame.css: two classes). */
function emphasized(selector) {
  return selector.replace(/\.[A-Za-z]+--[a-z]+/gi, '$&$&$&');
}

function rulesSheet(rules) {
  const sheet = new CSSStyleSheet();
  for (const [selector, declarations] of Object.entries(rules)) {
    if (!selector.split(',').every((part) => RULE_SELECTOR.test(part.trim()))) {
      console.warn(`Appearance rule "${selector}" is not supported and was left out.`);
      continue;
    }
    const place = sheet.insertRule(`${emphasized(selector)}{}`, sheet.cssRules.length);
    for (const [name, value] of Object.entries(declarations)) {
      if (FORBIDDEN_VALUE.test(String(value))) continue;
      sheet.cssRules[place].style.setProperty(kebab(name), String(value));
    }
  }
  return sheet;
}

/** Fonts the page brings along: `{family, src, weight}`; font files only, no style sheets. */
function applyFonts(fonts) {
  for (const font of fonts || []) {
    if (!font.family || !font.src) continue;
    const { family, src, weight, style, unicodeRange } = font;
    const face = new FontFace(family, src, { weight, style, unicodeRange });
    document.fonts.add(face);
  }
}
