// Asks again while a page is in front. The page calls start in onShow, stop in onHide and onUnload.
function start(page, ask, everyMs) {
  stop(page);
  const mine = (page.polling = {});
  const turn = async () => {
    await ask();
    if (page.polling === mine) page.pollTimer = setTimeout(turn, everyMs);
  };
  turn();
}

function stop(page) {
  page.polling = null;
  clearTimeout(page.pollTimer);
}

module.exports = { start, stop };
