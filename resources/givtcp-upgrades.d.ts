/** The schema that this version of a node saves. */
export declare const schemaOf: (type: string) => number;
/** A node as this version would have saved it; one of a later version is left as it is. */
export declare const upgraded: <Saved extends object>(type: string, node: Saved) => Saved;
