// Nothing here yet: a picture, a sentence and one thing to do.
Component({
  properties: { picture: String, title: String, text: String, action: String },
  methods: {
    act() {
      this.triggerEvent('act');
    },
  },
});
