// Times tea. Looks in Less, and a tab bar of its own.
App({ cups: [] });
