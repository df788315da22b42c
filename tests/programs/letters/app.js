// Letters that a finger swipes away: the drag runs in WXS, without a word to the logic until it ends.
App({});
