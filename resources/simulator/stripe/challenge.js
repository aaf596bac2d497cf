'use strict';

/**
 * The bank's question (3D Secure) as a modal frame over the page.
 *
 * It lives in the normal stacking order (fixed, highest z-index), not in the top layer: the same
 * rule that real pages must respect. Closing it counts as a failed authentication.
 */
class Challenge {
  constructor({ key, locale, appearance, clientSecret }) {
    this.previousFocus = document.activeElement;
    this.result = new Promise((resolve) => {
      this.finish = resolve;
    });
    this.link = new FrameLink({
      path: '/elements/challenge',
      title: locale === 'de' ? 'Bestätigung durch die Bank' : 'Confirmation by the bank',
      role: 'challenge',
      setup: () => {
        this.link.iframe.focus(); // only a loaded frame keeps the focus
        return { data: { key, locale, appearance, clientSecret }, ports: [] };
      },
      handlers: { finished: (outcome) => this.finish(outcome) },
    });
    const style = this.link.iframe.style;
    style.cssText =
      'position:fixed;inset:0;width:100%;height:100%;border:0;margin:0;padding:0;' +
      'z-index:2147483647;background:transparent;color-scheme:normal;';
    this.link.iframe.setAttribute('allowtransparency', 'true');
    document.body.appendChild(this.link.iframe);
  }

  /** Take the window away; whoever still waits learns that it was interrupted. */
  close() {
    this.link.close();
    this.finish('interrupted');
    if (this.previousFocus && this.previousFocus.isConnected) this.previousFocus.focus();
  }
}
