// What pages gain by a script: keys as in search engines, buttons that copy, and parts that renew themselves. All of them work without it.

function letCopy(part) {
  for (const button of part.querySelectorAll('[data-copy]')) {
    button.hidden = false;
    const name = button.textContent;
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
        say('Copied');
        button.textContent = 'Copied';
      } catch {
        // A page that came over plain HTTP from another machine has no clipboard.
        say('This browser lets no page copy here');
        button.textContent = 'Not copied';
      }
      setTimeout(() => {
        button.textContent = name;
      }, 1500);
    });
  }
}

letCopy(document);

const spoken = document.createElement('p');
spoken.className = 'unseen';
spoken.setAttribute('role', 'status');
document.body.append(spoken);

/** Tells those who hear the page. */
function say(text) {
  spoken.textContent = text;
}

/** The links of hits, as they stand now. */
const hits = () => [...document.querySelectorAll('[data-hit]')];

function step(by) {
  const all = hits();
  if (all.length === 0) return;
  const at = all.indexOf(document.activeElement);
  const next = at === -1 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
  all[next].focus();
  all[next].scrollIntoView({ block: 'nearest' });
}

const keys = {
  '/': () => {
    const box = document.querySelector('input[type="search"]');
    box?.focus();
    box?.select();
  },
  j: () => step(1),
  k: () => step(-1),
  o: () => {
    if (hits().includes(document.activeElement)) document.activeElement.click();
  },
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target instanceof Element && event.target.closest('input, select, textarea, [contenteditable]')) return;
  const action = keys[event.key];
  if (action === undefined) return;
  event.preventDefault();
  action();
});

const form = document.querySelector('form.search');
// Empty fields have no place in the address that people copy. One that is disabled is not sent; it comes back with the page.
form?.addEventListener('submit', () => {
  const empty = [...form.elements].filter((field) => field.name && field.value === '');
  for (const field of empty) field.disabled = true;
  setTimeout(() => {
    for (const field of empty) field.disabled = false;
  });
});

// A part that renews itself is asked for as the page is, so that there is one way to draw it.
const live = document.querySelector('[data-live]');
if (live !== null) {
  let shown = live.innerHTML;
  const renew = async () => {
    try {
      const response = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' });
      if (!response.ok) throw new Error(String(response.status));
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const fresh = page.getElementById(live.id);
      if (fresh === null) return;
      // What somebody has opened stays open as long as nothing has changed.
      if (fresh.innerHTML !== shown) {
        shown = fresh.innerHTML;
        live.replaceChildren(...fresh.childNodes);
        letCopy(live);
      }
      live.classList.remove('stale');
      // What it told of has ended.
      if (fresh.dataset.live === undefined) return;
    } catch {
      live.classList.add('stale');
    }
    setTimeout(renew, Number(live.dataset.live));
  };
  setTimeout(renew, Number(live.dataset.live));
}
