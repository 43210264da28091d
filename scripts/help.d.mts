export const helpOf: (page: string, words: object, program: object) => string;
