package io.quorate.recipe;

/** {@link ReadAccess} and the changes; what a failing command changed through it is undone as a whole. */
public interface StateAccess extends ReadAccess {
    void put(String state, byte[] key, byte[] value);

    void remove(String state, byte[] key);

    /** Parks the command being applied; the handler must return the outcome {@link Outcome#parked()}. */
    void park(String state, byte[] note, long waitMillis);

    /** Answers a parked call with an encoded reply; false when there is no such ticket. */
    boolean complete(String state, long ticketId, byte[] reply);

    /** Answers a parked call with an error; false when there is no such ticket. */
    boolean refuse(String state, long ticketId, String code, String message);

    /** Sets or replaces the timer of this name and key, due {@code delayMillis} of log time from now. */
    void setTimer(String timer, long key, long delayMillis, byte[] payload);

    void cancelTimer(String timer, long key);
}
