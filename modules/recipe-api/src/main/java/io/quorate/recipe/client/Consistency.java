package io.quorate.recipe.client;

/** How new the state is that a query reads. */
public enum Consistency {
    /** Contains every command acknowledged to anybody before the query was sent. */
    LINEARIZABLE,
    /** Contains everything that this session has seen or written; any node answers. */
    SESSION,
    /** Whatever the node has. */
    STALE
}
