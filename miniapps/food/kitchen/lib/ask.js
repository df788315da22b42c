// Asks for words. What could not be sent stands there again when it is asked for the next time.
const drafts = {};

// send: (words) => a promise of whether they were taken.
module.exports = async function ask(key, options, send) {
  const content = drafts[key] === undefined ? options.content : drafts[key];
  const answer = await wx.showModal({ ...options, editable: true, ...(content === undefined ? {} : { content }) });
  if (!answer.confirm) return;
  const words = (answer.content || '').trim();
  drafts[key] = words;
  if (await send(words)) delete drafts[key];
};
