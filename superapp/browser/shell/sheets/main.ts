// The sheets of a conversation, in a script of their own (sheets.js): few visits need one. They ask the server and keep no
// state of the shell's; ../sheets.ts loads them.
export { chooseContact, chooseSticker, confirmPlace } from './choose.ts';
export { openEnvelope } from './envelope.ts';
export { forwardMessage } from './forward.ts';
export { openPicture } from './lightbox.ts';
export { setPinned } from './pins.ts';
export { showPlace } from './place.ts';
export { showReach } from './reach.ts';
