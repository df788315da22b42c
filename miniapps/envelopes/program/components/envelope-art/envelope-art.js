// An envelope with its cover and, if there is room, its greeting: size "large" as on the first page, "small" in lists.
Component({
  properties: { cover: { type: String, value: 'persimmon' }, greeting: String, from: String, size: { type: String, value: 'small' } },
});
