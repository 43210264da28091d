/** Reads at a place in bytes. Beyond the end there are zeros: lengths are checked before anything is read. */
export const u8 = (bytes: ArrayLike<number>, at: number): number => bytes[at] ?? 0;

/** 16 bits, high byte first. */
export const u16 = (bytes: ArrayLike<number>, at: number): number =>
  (u8(bytes, at) << 8) | u8(bytes, at + 1);

/** 16 bits, low byte first: only the checksum travels so. */
export const u16LowFirst = (bytes: ArrayLike<number>, at: number): number =>
  u8(bytes, at) | (u8(bytes, at + 1) << 8);

/** Printable ASCII of a fixed field; NULs and blanks are left out. */
export const ascii = (bytes: ArrayLike<number>, at: number, length: number): string => {
  let text = '';
  for (let i = at; i < at + length; i++) {
    const code = u8(bytes, i);
    if (code > 0x20 && code < 0x7f) text += String.fromCharCode(code);
  }
  return text;
};
