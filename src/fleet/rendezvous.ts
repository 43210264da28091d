/**
 * Who of the members looks after a plant: the one with the highest mark for it. When a member comes
 * or goes, only the plants that it gets or had change hands.
 */
export const ownerOf = (plant: string, members: Iterable<string>): string | undefined => {
  let owner: string | undefined;
  let highest = -1;
  for (const member of members) {
    const mark = markOf(`${member}\n${plant}`);
    if (mark < highest || (mark === highest && owner !== undefined && member > owner)) continue;
    [owner, highest] = [member, mark];
  }
  return owner;
};

/** FNV-1a, its bits mixed once more as neighbouring names differ in little: the same number everywhere, 0 to 2^32. */
const markOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};
