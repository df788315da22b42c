// Who the person is: the server answers, because only it may.

import type { Abilities } from './ability.ts';

export const login: Abilities = {
  login: ({ server }) => server('login', {}),
  checkSession: ({ server }) => server('checkSession', {}),
};
