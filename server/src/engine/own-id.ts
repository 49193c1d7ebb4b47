/** How a client order id that we made looks: its form tells our orders from those of others. */
export const OURS = /^[a-z2-7]{24}$/;
