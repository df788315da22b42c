Page({
  data: {
    open: '',
    letters: [
      { id: 'a', from: 'Mara', text: 'The quinces are ripe.' },
      { id: 'b', from: 'Town hall', text: 'Your boat licence.' },
      { id: 'c', from: 'Ola', text: 'Rain again, so I write.' },
    ],
  },
  opened({ id }) {
    this.setData({ open: id });
  },
  close() {
    this.setData({ open: '' });
  },
  remove(event) {
    const { id } = event.currentTarget.dataset;
    this.setData({ open: '', letters: this.data.letters.filter((one) => one.id !== id) });
  },
});
