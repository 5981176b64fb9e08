package io.quorate.recipe.client;

/** What is known of a failed call's effect. */
public enum CallOutcome {
    /** It took effect, or was answered in its turn; only the reply is missing or is an error of a later step. */
    APPLIED,
    /** It surely changed nothing and never will. */
    NOT_APPLIED,
    /** It may or may not have taken effect. */
    UNKNOWN
}
