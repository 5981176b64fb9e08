package io.quorate.kernel.state;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import io.quorate.recipe.ReadAccess;
import io.quorate.recipe.SessionId;

/**
 * A ticket: a call that waits in an instance.
 *
 * @param due id of the row that ends the wait at its deadline
 * @param note the recipe's, about the call
 */
public record WaitingRow(
        SessionId session, long sequence, long sinceMillis, long deadlineMillis, long due, byte[] note) {
    private static final int FORMAT = 1;
    private static final int MAX_NOTE_BYTES = 2 * 1024 * 1024;

    public byte[] encode() {
        return new ByteSink(64 + note.length)
                .u8(FORMAT)
                .varint(session.value())
                .varint(sequence)
                .varint(sinceMillis)
                .varint(deadlineMillis)
                .varint(due)
                .bytes(note)
                .toByteArray();
    }

    /** What a recipe sees of it. */
    public ReadAccess.TicketRow ticket(long id) {
        return new ReadAccess.TicketRow(id, session, sequence, note, sinceMillis, deadlineMillis);
    }

    public static WaitingRow decode(byte[] bytes) {
        ByteSource in = new ByteSource(bytes);
        KernelRow.requireFormat(in, FORMAT, "ticket row");
        WaitingRow row = new WaitingRow(
                new SessionId(in.varint()),
                in.varint(),
                in.varint(),
                in.varint(),
                in.varint(),
                in.bytes(MAX_NOTE_BYTES));
        in.expectEnd();
        return row;
    }
}
