package io.quorate.kernel.state;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import io.quorate.codec.CodecException;
import io.quorate.kernel.Address;
import io.quorate.recipe.SessionId;

/** What happens at a deadline in log time. */
public sealed interface DueRow {
    /** A recipe's timer fires. */
    record TimerDue(Address address, long instance, String timer, long key) implements DueRow {}

    /** A parked call gives up. */
    record WaitDue(Address address, long instance, String state, long ticket) implements DueRow {}

    /** The results of an ended session are forgotten. */
    record TombstoneDue(SessionId session) implements DueRow {}

    /** Longest text in a row, in bytes. */
    int MAX_TEXT_BYTES = 1_024;

    default byte[] encode() {
        ByteSink out = new ByteSink(64);
        if (this instanceof TimerDue timer) {
            writeAddress(out.u8(1), timer.address());
            out.varint(timer.instance()).text(timer.timer()).i64(timer.key());
        } else if (this instanceof WaitDue wait) {
            writeAddress(out.u8(2), wait.address());
            out.varint(wait.instance()).text(wait.state()).varint(wait.ticket());
        } else if (this instanceof TombstoneDue tombstone) {
            out.u8(3).varint(tombstone.session().value());
        }
        return out.toByteArray();
    }

    static DueRow decode(byte[] bytes) {
        ByteSource in = new ByteSource(bytes);
        int form = in.u8();
        if (form == 1) {
            return new TimerDue(readAddress(in), in.varint(), in.text(MAX_TEXT_BYTES), in.i64());
        }
        if (form == 2) {
            return new WaitDue(readAddress(in), in.varint(), in.text(MAX_TEXT_BYTES), in.varint());
        }
        if (form == 3) {
            return new TombstoneDue(new SessionId(in.varint()));
        }
        throw new CodecException("deadline row of form " + form + " is unknown to this version");
    }

    private static void writeAddress(ByteSink out, Address address) {
        out.text(address.namespace()).text(address.recipe()).text(address.instance());
    }

    private static Address readAddress(ByteSource in) {
        return new Address(in.text(MAX_TEXT_BYTES), in.text(MAX_TEXT_BYTES), in.text(MAX_TEXT_BYTES));
    }
}
