package io.quorate.kernel.state;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;

/**
 * An instance of a recipe.
 *
 * @param id in the keys of its rows; never given again
 * @param stateVersion that its rows have
 * @param tickets calls that wait in it
 * @param frozen why it takes no commands; empty when it does
 */
public record InstanceRow(long id, int stateVersion, int tickets, String frozen) {
    private static final int FORMAT = 1;
    private static final int MAX_TEXT_BYTES = 4_096;

    public byte[] encode() {
        return new ByteSink(24)
                .u8(FORMAT)
                .varint(id)
                .varint(stateVersion)
                .varint(tickets)
                .text(frozen)
                .toByteArray();
    }

    public static InstanceRow decode(byte[] bytes) {
        ByteSource in = new ByteSource(bytes);
        KernelRow.requireFormat(in, FORMAT, "instance row");
        InstanceRow row = new InstanceRow(in.varint(), (int) in.varint(), (int) in.varint(), in.text(MAX_TEXT_BYTES));
        in.expectEnd();
        return row;
    }

    public InstanceRow withTickets(int newTickets) {
        return new InstanceRow(id, stateVersion, newTickets, frozen);
    }

    public InstanceRow withStateVersion(int newStateVersion) {
        return new InstanceRow(id, newStateVersion, tickets, frozen);
    }

    public InstanceRow frozenBecause(String why) {
        return new InstanceRow(id, stateVersion, tickets, why);
    }
}
