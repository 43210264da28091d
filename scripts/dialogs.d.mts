export const dialogOf: (type: string) => string;
