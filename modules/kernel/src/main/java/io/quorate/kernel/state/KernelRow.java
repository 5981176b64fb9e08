package io.quorate.kernel.state;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import io.quorate.codec.CodecException;

/**
 * The kernel's own numbers, written with every entry.
 *
 * @param epoch restore epoch
 * @param revision of the last applied command
 * @param logTimeMillis log time of the last entry
 * @param calendarMillis calendar time of the last entry
 * @param kernelLevel level of the apply rules in force
 * @param nextInstance id that the next new instance gets
 * @param nextDue id that the next timer or deadline gets
 * @param sessions live and ending sessions
 * @param replyBytes stored replies of all sessions
 * @param chain hash over everything that was written and answered, in order
 */
public record KernelRow(
        int epoch,
        long revision,
        long logTimeMillis,
        long calendarMillis,
        int kernelLevel,
        long nextInstance,
        long nextDue,
        int sessions,
        long replyBytes,
        long chain) {
    private static final int FORMAT = 1;

    /** Newest level of the apply rules that this code has: those of apply, prices, codec and rows. */
    public static final int KERNEL_LEVEL = 1;

    /** Oldest level whose entries and rows this code still applies as they were meant. */
    public static final int OLDEST_KERNEL_LEVEL = 1;

    /** State of a group without any entry. */
    public static final KernelRow INITIAL = new KernelRow(0, 0, 0, 0, KERNEL_LEVEL, 1, 1, 0, 0, 0);

    public byte[] encode() {
        return new ByteSink(80)
                .u8(FORMAT)
                .varint(epoch)
                .varint(revision)
                .varint(logTimeMillis)
                .varint(calendarMillis)
                .varint(kernelLevel)
                .varint(nextInstance)
                .varint(nextDue)
                .varint(sessions)
                .varint(replyBytes)
                .i64(chain)
                .toByteArray();
    }

    public static KernelRow decode(byte[] bytes) {
        ByteSource in = new ByteSource(bytes);
        requireFormat(in, FORMAT, "kernel row");
        KernelRow row = new KernelRow(
                (int) in.varint(),
                in.varint(),
                in.varint(),
                in.varint(),
                (int) in.varint(),
                in.varint(),
                in.varint(),
                (int) in.varint(),
                in.varint(),
                in.i64());
        in.expectEnd();
        requireLevel(row.kernelLevel(), "the state");
        return row;
    }

    /** Refuses a level that this code has no apply rules for. */
    public static void requireLevel(int level, String what) {
        if (level < OLDEST_KERNEL_LEVEL || level > KERNEL_LEVEL) {
            throw new CodecException(what + " is of kernel level " + level + ", this version has levels "
                    + OLDEST_KERNEL_LEVEL + " to " + KERNEL_LEVEL + ": run a version that has it");
        }
    }

    /** Reads a row's format byte and refuses a newer one. */
    static void requireFormat(ByteSource in, int newest, String what) {
        int format = in.u8();
        if (format < 1 || format > newest) {
            throw new CodecException(what + " has format " + format + ", this version reads up to " + newest
                    + ": run the version that wrote it, or a newer one");
        }
    }
}
