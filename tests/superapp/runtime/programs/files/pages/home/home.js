// The files of a program: kept, picked, carried to and from a server. Each button says what came of it.
const fs = wx.getFileSystemManager();
const USER = wx.env.USER_DATA_PATH;
const refused = (run) => { try { run(); return 'done'; } catch (error) { return error.message; } };

Page({
  data: { shown: '', said: '' },
  onLoad({ job }) { if (job) this[job](); },
  say(value) { console.log('said', JSON.stringify(value)); this.setData({ said: JSON.stringify(value) }); },
  loaded({ detail }) { console.log('loaded', detail.width, detail.height); },

  kept() {
    const out = [];
    fs.mkdirSync(`${USER}/a/b`, true);
    fs.writeFileSync(`${USER}/a/b/one.txt`, 'zwölf', 'utf8');
    fs.appendFileSync(`${USER}/a/b/one.txt`, ' men');
    out.push(fs.readFileSync(`${USER}/a/b/one.txt`, 'utf8'), fs.readFileSync(`${USER}/a/b/one.txt`, 'base64', 0, 3));
    out.push(fs.readFileSync(`${USER}/a/b/one.txt`).byteLength, fs.statSync(`${USER}/a`).isDirectory());
    fs.copyFileSync(`${USER}/a/b/one.txt`, `${USER}/two.bin`);
    fs.renameSync(`${USER}/two.bin`, `${USER}/three.bin`);
    fs.truncateSync({ filePath: `${USER}/three.bin`, length: 2 });
    out.push(fs.readdirSync(USER).sort(), fs.readFileSync(`${USER}/three.bin`, 'ascii'));
    const fd = fs.openSync({ filePath: `${USER}/four`, flag: 'w+' });
    fs.writeSync({ fd, data: 'abcdef' });
    const buffer = new ArrayBuffer(3);
    out.push(fs.readSync({ fd, arrayBuffer: buffer, position: 2 }).bytesRead, new Uint8Array(buffer)[0], fs.fstatSync({ fd }).size);
    fs.closeSync({ fd });
    fs.unlinkSync(`${USER}/four`);
    this.say(out);
  },
  again() { this.say([fs.readFileSync(`${USER}/a/b/one.txt`, 'utf8'), fs.readdirSync(`${USER}`).sort(), fs.statSync(`${USER}/a`, true).map((one) => one.path)]); },
  refusals() {
    this.say([
      refused(() => fs.readFileSync(`${USER}/none`)),
      refused(() => fs.writeFileSync('/pages/home/home.js', 'x')),
      refused(() => fs.writeFileSync('wxfile://tmp_x', 'x')),
      refused(() => fs.writeFileSync(`${USER}/../../etc`, 'x')),
      refused(() => fs.mkdirSync(`${USER}/no/where`)),
      refused(() => { fs.mkdirSync(`${USER}/full`); fs.writeFileSync(`${USER}/full/x`, ''); fs.rmdirSync(`${USER}/full`); }),
      refused(() => fs.writeFileSync(`${USER}/big`, new ArrayBuffer(51 * 1024 * 1024))),
      refused(() => fs.readFileSync(`${USER}/full/x`, 'klingon')),
    ]);
  },
  moves() {
    fs.mkdirSync(USER, true);
    fs.mkdirSync(`${USER}/from/in`, true);
    fs.writeFileSync(`${USER}/from/in/x`, new ArrayBuffer(30 * 1024 * 1024));
    fs.renameSync(`${USER}/from`, `${USER}/from`);
    fs.renameSync(`${USER}/from`, `${USER}/to`);
    fs.writeFileSync(`${USER}/file`, 'f');
    this.say([
      fs.readdirSync(USER).sort(),
      fs.statSync(`${USER}/to/in/x`).size,
      refused(() => fs.renameSync(`${USER}/to`, `${USER}/to/in/deeper`)),
      refused(() => fs.renameSync(`${USER}/file`, `${USER}/to`)),
      refused(() => fs.renameSync(`${USER}/to`, `${USER}/file`)),
      refused(() => fs.openSync({ filePath: `${USER}/no/where`, flag: 'w' })),
      refused(() => fs.openSync({ filePath: `${USER}/file/x`, flag: 'a' })),
      fs.readFileSync(`${USER}/file`, 'utf8'),
    ]);
  },
  async carried() {
    const out = [];
    const down = await wx.downloadFile({ url: 'https://files.example/cat.png' });
    out.push(down.statusCode, /^wxfile:\/\/tmp_.*\.png$/.test(down.tempFilePath), (await wx.getImageInfo({ src: down.tempFilePath })).width);
    const { savedFilePath } = await wx.saveFile({ tempFilePath: down.tempFilePath });
    out.push((await wx.getSavedFileList()).fileList.length, savedFilePath.startsWith('wxfile://store_'));
    const sent = [];
    const task = wx.uploadFile({ url: 'https://files.example/put', filePath: down.tempFilePath, name: 'pic', formData: { note: 'a cat' }, success: (r) => { out.push(r.data, sent.length); this.say(out); }, fail: (e) => this.say(e.errMsg) });
    task.onProgressUpdate((told) => sent.push(told.totalBytesSent));
    this.setData({ shown: savedFilePath });
  },
  async bomb() {
    const { tempFilePath } = await wx.downloadFile({ url: 'https://files.example/bomb.zip' });
    fs.unzip({ zipFilePath: tempFilePath, targetPath: USER, success: () => this.say('unpacked'), fail: (e) => this.say([e.errMsg, fs.readdirSync(USER)]) });
  },
  async unzip() {
    const { tempFilePath } = await wx.downloadFile({ url: 'https://files.example/all.zip' });
    fs.unzip({ zipFilePath: tempFilePath, targetPath: `${USER}/zip`, success: () => this.say([fs.readdirSync(`${USER}/zip`).sort(), fs.readFileSync(`${USER}/zip/in/b.txt`, 'utf8')]), fail: (e) => this.say(e.errMsg) });
  },
  sound() {
    const wave = new Uint8Array(44 + 1600);
    const view = new DataView(wave.buffer);
    const text = (at, word) => [...word].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
    text(0, 'RIFF'); view.setUint32(4, 1636, true); text(8, 'WAVEfmt '); view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
    view.setUint32(24, 8000, true); view.setUint32(28, 8000, true); view.setUint16(32, 1, true); view.setUint16(34, 8, true); text(36, 'data'); view.setUint32(40, 1600, true);
    wave.fill(128, 44);
    fs.writeFileSync(`${USER}/beep.wav`, wave.buffer);
    const heard = [];
    const audio = wx.createInnerAudioContext();
    audio.onCanplay(() => heard.includes('canplay') || heard.push('canplay'));
    audio.onPlay(() => heard.push('play'));
    audio.onTimeUpdate(() => undefined);
    audio.onEnded(() => { heard.push('ended', Math.round(audio.duration * 10)); audio.destroy(); const broken = wx.createInnerAudioContext(); broken.onError(({ errCode }) => this.say([...heard, errCode])); broken.src = `${USER}/none.mp3`; broken.play(); });
    audio.volume = 0.5;
    audio.src = `${USER}/beep.wav`;
    audio.play();
  },
  choose() {
    wx.chooseMedia({ count: 2, mediaType: ['image'], sourceType: ['album'], success: async ({ tempFiles, type }) => {
      this.setData({ shown: tempFiles[0].tempFilePath });
      const small = await wx.compressImage({ src: tempFiles[0].tempFilePath, quality: 50, compressedWidth: 2 });
      this.say([type, tempFiles.length, tempFiles[0].width, tempFiles[0].fileType, (await wx.getImageInfo({ src: small.tempFilePath })).width]);
    }, fail: (e) => this.say(e.errMsg) });
  },
  save() {
    fs.writeFileSync(`${USER}/note.txt`, 'kept for you');
    wx.openDocument({ filePath: `${USER}/note.txt`, success: () => this.say('saved'), fail: (e) => this.say(e.errMsg) });
  },
});
