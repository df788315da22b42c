// Where a merchant makes gifts, adds money for them and follows how much has gone. Opened once with the desk's code.
App({});
