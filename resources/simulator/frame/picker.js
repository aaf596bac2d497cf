'use strict';

/** Arranges the choices as an accordion or as tabs, and knows which one is selected. */
class Picker {
  constructor(context, choices, onSelect) {
    this.context = context;
    this.choices = choices;
    this.onSelect = onSelect;
    this.selected = null;
    const layout = context.options.layout || 'auto';
    this.layout = typeof layout === 'string' ? { type: layout } : layout;
    this.node = this.layout.type === 'tabs' ? this.makeTabs() : this.makeAccordion(choices);
    this.hideRadios();
  }

  makeAccordion(choices) {
    const rows = choices.map((choice) => choice.row((picked) => this.select(picked, true)));
    const list = h(
      'div',
      {
        class: 'Accordion', role: 'radiogroup', 'aria-label': this.context.text('methods'),
        onkeydown: (event) => this.move(event, choices),
      },
      ...rows,
    );
    list.classList.toggle('Accordion--spaced', this.layout.spacedAccordionItems !== false);
    list.classList.toggle('Accordion--logoEnd', this.layout.paymentMethodLogoPosition === 'end');
    const visible = this.layout.visibleAccordionItemsCount || 0;
    if (visible > 0 && rows.length > visible) this.foldRest(list, rows.slice(visible));
    if (choices.length) choices[0].button.tabIndex = 0;
    return list;
  }

  foldRest(list, rest) {
    for (const row of rest) row.hidden = true;
    const more = h(
      'button',
      {
        type: 'button', class: 'Button Button--quiet More',
        onclick: () => {
          for (const row of rest) row.hidden = false;
          more.remove();
          rest[0].querySelector('.RowButton').focus();
          this.context.resized();
        },
      },
      this.context.text('more'),
    );
    list.append(more);
  }

  /** One tab for all saved methods, one for each new type. */
  makeTabs() {
    const saved = this.choices.filter((choice) => choice.saved);
    const fresh = this.choices.filter((choice) => !choice.saved);
    this.savedList = saved.length ? this.makeAccordion(saved) : h('div');
    this.tabs = [];
    if (saved.length) this.tabs.push(this.makeTab('saved', this.context.text('saved'), saved[0], 'card'));
    for (const choice of fresh) {
      choice.row(() => {});
      const name = this.context.text(choice.type);
      this.tabs.push(this.makeTab(choice.key, name, choice, iconOf(choice.type)));
    }
    const strip = h(
      'div',
      { class: 'Tabs', role: 'tablist', 'aria-label': this.context.text('methods'), onkeydown: (event) => this.moveTab(event) },
      ...this.tabs.map((tab) => tab.node),
    );
    return h('div', {}, strip, this.savedList, ...fresh.map((choice) => choice.panel));
  }

  makeTab(key, name, choice, iconName) {
    const node = h(
      'button',
      {
        type: 'button', class: 'Tab', role: 'tab', 'aria-selected': 'false', tabindex: '-1',
        'data-tab': key, onclick: () => this.select(choice, true),
      },
      h('span', { class: 'TabIcon' }, icon(iconName)), h('span', { class: 'TabLabel' }, name),
    );
    return { key, node, choice };
  }

  moveTab(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const place = this.tabs.findIndex((tab) => tab.node === document.activeElement);
    const next = this.tabs[(place + step + this.tabs.length) % this.tabs.length];
    this.select(next.choice, false);
    next.node.focus();
  }

  /** Arrow keys walk through the rows and select, as in any group of radio buttons. */
  move(event, choices) {
    if (!event.target.classList.contains('RowButton')) return;
    const shown = choices.filter((choice) => !choice.item.hidden);
    const place = shown.findIndex((choice) => choice.button === event.target);
    const target = {
      ArrowDown: place + 1, ArrowRight: place + 1, ArrowUp: place - 1, ArrowLeft: place - 1,
      Home: 0, End: shown.length - 1,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const next = shown[(target + shown.length) % shown.length];
    this.select(next, false);
    next.button.focus();
  }

  /** Select one choice, or none; `enter` puts the caret into a form that was just opened. */
  select(choice, enter) {
    const before = this.selected;
    this.selected = choice;
    for (const each of this.choices) each.show(each === choice);
    this.showTabs(choice);
    if (!choice && this.choices.length) this.choices[0].button.tabIndex = 0;
    if (before === choice) return;
    if (choice && enter && !choice.saved) choice.focus();
    this.context.resized();
    this.onSelect(choice);
  }

  showTabs(choice) {
    if (!this.tabs) return;
    const key = choice ? (choice.saved ? 'saved' : choice.key) : null;
    this.savedList.hidden = key !== 'saved';
    for (const tab of this.tabs) {
      const selected = tab.key === key;
      tab.node.classList.toggle('Tab--selected', selected);
      tab.node.setAttribute('aria-selected', String(selected));
      tab.node.tabIndex = selected ? 0 : -1;
    }
    if (!key && this.tabs.length) this.tabs[0].node.tabIndex = 0;
  }

  hideRadios() {
    const { radios } = this.layout;
    const alone = radios === 'if_multiple' && this.choices.length < 2;
    this.node.classList.toggle('NoRadios', radios === 'never' || alone);
  }

  focus() {
    const choice = this.selected || this.choices[0];
    if (!choice) return;
    if (this.tabs && !choice.saved) choice.focus();
    else if (choice.saved && !choice.cvc) choice.button.focus();
    else choice.focus();
  }
}
