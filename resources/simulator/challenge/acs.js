'use strict';

/* The bank's page inside the modal window, or in a window of its own. */

const isAlone = window.parent === window;
const form = document.querySelector('form');

/** Tell the window around this page; it checks who speaks, and asks the server anyway. */
function tell(word, more) {
  const around = isAlone ? window.opener : window.parent;
  if (around) around.postMessage({ trainingBank: word, ...more }, '*');
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { outcome } = event.submitter.dataset;
  for (const button of form.elements) button.disabled = true;
  await fetch(form.action, { method: 'POST', body: new URLSearchParams({ outcome }) });
  tell('answered');
  if (isAlone) window.close();
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !isAlone) tell('escape');
});

const popup = document.querySelector('[data-popup]');
if (popup) {
  popup.addEventListener('click', () => {
    window.open(window.location.href, 'training-bank', 'popup,width=480,height=560');
  });
}

// What the pop-up says reaches its opener, this page; hand it on to the window around it.
window.addEventListener('message', (event) => {
  const fromPopup = event.origin === window.location.origin && event.data;
  if (fromPopup && event.data.trainingBank === 'answered') tell('answered');
});

if (popup && isAlone) popup.hidden = true;
if (!isAlone) tell('height', { height: document.querySelector('main').scrollHeight + 2 });

/** The answer that needs one key; a frame can take the focus only once it is given to it. */
function focusFirst() {
  if (document.activeElement === document.body) form.elements[0].focus();
}
window.addEventListener('focus', focusFirst);
focusFirst();
