// The door of Curtain & Cloud: scans tickets, believes their signature, remembers who is in. Works without network.
App({});
