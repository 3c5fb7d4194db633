// Runs before the page is drawn, so that a dark screen never flashes white.
(function () {
  const asked = new URLSearchParams(location.search).get('theme') || localStorage.getItem('theme');
  if (asked === 'dark' || asked === 'light') {
    document.documentElement.dataset.theme = asked;
  }
})();
