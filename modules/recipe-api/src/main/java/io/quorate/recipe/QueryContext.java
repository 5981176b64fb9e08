package io.quorate.recipe;

/** What a query may know: one instance's rows at one revision. */
public interface QueryContext {
    String namespace();

    /** Name of the instance (the resource) that is addressed. */
    String instance();

    /** Revision of the state that is read; in apply, of the command itself. */
    long revision();

    /** Restore epoch of the cluster: what was known in an earlier one may not have been restored. */
    int epoch();

    /** Time of the replicated log in ms: never goes back, stands still without a leader, not related to any calendar. */
    long logTimeMillis();

    /** UTC ms stamped by the leader, non-decreasing; for display and schedules only. */
    long calendarMillis();

    /** Another instance of this recipe in the same namespace, at the same revision; it need not exist. */
    QueryContext sibling(String instance);

    /** For the state types; a recipe has no need to call it. */
    ReadAccess access();
}
