// The live board: today as it happens, or another day as it was.

import { Curve } from './curve.js';
import { showDistricts, showHeadline, showPeriods } from './figures.js';
import { LiveStream } from './stream.js';
import { WORDS } from './words.js';

const asked = new URLSearchParams(location.search);
const at = (id) => document.getElementById(id);
const EMPTY = {
  headline: { meals: 0, persons: 0, seniors: 0, secondMeals: 0, unregisteredMeals: 0, voided: 0, placed: 0, collected: 0, cancelled: 0, outstanding: 0, notCollected: 0 },
  districts: [],
  periods: ['BREAKFAST', 'LUNCH', 'DINNER'].map((period) => ({ period, meals: 0, placed: 0, outstanding: 0, over: false })),
  curve: [],
};

let language = [asked.get('lang'), localStorage.getItem('lang'), navigator.language.startsWith('zh') ? 'zh' : 'en']
  .find((name) => name in WORDS);
let day = null;
let figures = null;
let state = 'connecting';
let failure = '';

const curve = new Curve(at('curve'));
const stream = new LiveStream({
  figures: (received) => { figures = received; show(); },
  asOf: (text) => { if (figures) { figures.asOf = text; showFreshness(); } },
  state: (name) => { state = figures || name !== 'live' ? name : 'connecting'; showFreshness(); },
});

function show() {
  const words = WORDS[language];
  const numbers = new Intl.NumberFormat(language);
  const shown = figures ?? EMPTY;
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.body.classList.toggle('empty', figures === null);
  document.querySelectorAll('[data-word]').forEach((part) => { part.textContent = words[part.dataset.word]; });
  document.querySelectorAll('[data-label]').forEach((part) => {
    part.setAttribute('aria-label', words[part.dataset.label]);
    part.title = part.tagName === 'SECTION' ? '' : words[part.dataset.label];
  });
  at('language').textContent = words.otherLanguage;
  at('back-to-live').hidden = day === null;
  at('day').textContent = dayText(shown.date);
  at('date').value = day ?? shown.date ?? '';
  showHeadline(at('headline'), shown.headline, words, numbers);
  showDistricts(at('districts'), shown.districts, language, numbers);
  showPeriods(at('periods'), shown.periods, words, numbers);
  curve.show(shown.curve, language);
  showFreshness();
}

function dayText(date) {
  if (!date) {
    return '';
  }
  const format = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'full', timeZone: 'UTC' });
  return format.format(new Date(`${date}T00:00:00Z`));
}

function showFreshness() {
  const words = WORDS[language];
  const [name, text] = {
    live: ['live', words.stateLive],
    connecting: ['connecting', words.stateConnecting],
    staleStream: ['stale', words.stateStale],
    staleStore: ['stale', words.stateStale],
    day: ['day', words.stateDay],
    failed: ['stale', words.stateStale],
  }[state];
  at('state').className = `state ${name}`;
  setText(at('state'), text);
  setText(at('as-of'), figures ? `${words.asOf} ${figures.asOf.slice(11, 19)}` : '');
  document.body.classList.toggle('stale', name === 'stale');
  const warning = {
    staleStream: words.staleStream,
    staleStore: words.staleStore,
    failed: words.dayFailed + failure,
    day: figures && !hasAnything(figures.headline) ? words.noData : '',
  }[state] || (figures && !figures.consistent ? words.inconsistent : '');
  setText(at('warning'), warning);
  at('warning').classList.toggle('notice', state === 'day');
  at('warning').hidden = warning === '';
}

// Only when it differs: screen readers say again whatever is set.
function setText(part, text) {
  if (part.textContent !== text) {
    part.textContent = text;
  }
}

const hasAnything = (headline) => Object.values(headline).some((value) => value !== 0);

function goLive() {
  day = null;
  figures = null;
  state = 'connecting';
  show();
  stream.start();
}

async function goTo(date) {
  stream.stop();
  day = date;
  figures = null;
  state = 'connecting';
  show();
  let received = null;
  try {
    const answer = await fetch(`/v1/day?date=${encodeURIComponent(date)}`);
    const body = await answer.json();
    if (answer.ok) {
      received = body;
    } else {
      failure = body.detail;
    }
  } catch (error) {
    failure = error.message;
  }
  if (day === date) {
    figures = received;
    state = received ? 'day' : 'failed';
    show();
  }
}

async function showNotice() {
  try {
    const answer = await fetch('/v1/board');
    const about = await answer.json();
    at('notice').textContent = about.notice ?? '';
    at('notice').hidden = !about.notice;
  } catch (error) {
    // Asked for again: figures must not stand without what has to be said beside them.
    setTimeout(showNotice, 3000);
  }
}

at('language').addEventListener('click', () => {
  language = language === 'zh' ? 'en' : 'zh';
  localStorage.setItem('lang', language);
  show();
});

at('theme').addEventListener('click', () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  localStorage.setItem('theme', root.dataset.theme);
  curve.draw();
});

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => curve.draw());
at('date').addEventListener('change', (event) => event.target.value ? goTo(event.target.value) : stopAndGoLive());
at('back-to-live').addEventListener('click', stopAndGoLive);

function stopAndGoLive() {
  stream.stop();
  goLive();
}

showNotice();
if (asked.get('date')) {
  goTo(asked.get('date'));
} else {
  goLive();
}
