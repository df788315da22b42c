// An independent package: it opens without the main one, so it brings its own looks and asks for no app.
const GEAR = ['Water', 'Map', 'Rain jacket', 'Bread and cheese'] as const;

Page({
  data: { gear: GEAR.map((name) => ({ name, ready: false })), left: GEAR.length as number },
  toggle({ detail }: { detail: { value: string[] } }) {
    this.setData({ left: GEAR.length - detail.value.length });
  },
});
