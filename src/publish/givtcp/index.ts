// GivTCP's names for what a snapshot says.
export { givtcpLeaves, givtcpTree } from './leaves.js';
