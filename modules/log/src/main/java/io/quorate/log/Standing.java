package io.quorate.log;

/** What a node holds of the data with which another one has come. */
public enum Standing {
    /** They are those with which it came first. */
    FIRST,
    /** The members have agreed on them, so that there is a group. */
    AGREED,
    /** It came with others before: what it promised then is lost. */
    DOUBTED
}
