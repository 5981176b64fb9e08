package io.quorate.recipe.atomic.api;

/** What an instance is. */
public enum Kind {
    /** A number; 0 when nobody has set it. */
    COUNTER,
    /** True or false; false when nobody has set it. */
    FLAG,
    /** A value of the user's own type, with a version; none when nobody has set it. */
    REFERENCE,
    /** Numbers in blocks, each given once. */
    IDS,
    /** Numbers one by one, without gaps. */
    SEQUENCE
}
