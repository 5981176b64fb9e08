package io.quorate.recipe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The seam between the state types of this package and the kernel, for one instance. Keys are order-preserving encodings
 * of at most 400 bytes and compare as unsigned bytes; arrays are not to be changed.
 */
public interface ReadAccess {
    byte @Nullable [] get(String state, byte[] key);

    /** At most {@code limit} rows of a state with {@code from <= key < to} in key order; {@code to} null for no end. */
    List<Row> rows(String state, byte[] from, byte @Nullable [] to, int limit);

    /** At most {@code limit} tickets with an id above {@code afterId}, in log order. */
    List<TicketRow> tickets(String state, long afterId, int limit);

    /** At most {@code limit} calls that wait in instances of this recipe, in the order in which the session sent them. */
    List<WaitingAt> waits(SessionId session, int limit);

    /** Where a call waits: the instance, the state, and the id of its ticket there. */
    record WaitingAt(String instance, String state, long ticket) {}

    /** A row of a state. */
    record Row(byte[] key, byte[] value) {}

    /**
     * A parked call.
     *
     * @param id revision of the command that parked; unique, in log order
     * @param sinceMillis log time at which it parked
     * @param deadlineMillis log time at which it gives up
     */
    record TicketRow(long id, SessionId session, long sequence, byte[] note, long sinceMillis, long deadlineMillis) {}
}
