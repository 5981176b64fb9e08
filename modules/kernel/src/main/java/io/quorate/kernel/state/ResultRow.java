package io.quorate.kernel.state;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import io.quorate.kernel.CallResult;
import java.util.Optional;

/**
 * What became of a call whose reply its session has not acknowledged.
 *
 * @param hash of the command, so that another command under the same number is noticed
 * @param origin what was called; empty for a skipped number
 * @param parked where the call waits
 * @param result present unless the call is parked
 */
public record ResultRow(long hash, Optional<Origin> origin, Optional<Parked> parked, Optional<CallResult> result) {
    private static final int FORMAT = 1;
    private static final int MAX_BYTES = 32 * 1024 * 1024;

    /** The call that the result belongs to. */
    public record Origin(String namespace, String recipe, String instance, String command) {}

    /**
     * A ticket's place.
     *
     * @param instance 0 for a call of the kernel itself
     */
    public record Parked(long instance, String state, long ticket) {}

    /** Bytes that count against the limits of stored replies. */
    public int replyBytes() {
        return result.map(done -> done.body().length + done.message().length()).orElse(0);
    }

    public byte[] encode() {
        ByteSink out = new ByteSink(96).u8(FORMAT).i64(hash).bool(origin.isPresent());
        origin.ifPresent(call -> out.text(call.namespace())
                .text(call.recipe())
                .text(call.instance())
                .text(call.command()));
        out.bool(parked.isPresent());
        parked.ifPresent(at -> out.varint(at.instance()).text(at.state()).varint(at.ticket()));
        out.bool(result.isPresent());
        result.ifPresent(done -> out.u8(done.kind().number())
                .varint(done.revision())
                .text(done.code())
                .text(done.message())
                .bytes(done.body()));
        return out.toByteArray();
    }

    public static ResultRow decode(byte[] bytes) {
        ByteSource in = new ByteSource(bytes);
        KernelRow.requireFormat(in, FORMAT, "result row");
        long hash = in.i64();
        Optional<Origin> origin = in.bool()
                ? Optional.of(
                        new Origin(in.text(MAX_BYTES), in.text(MAX_BYTES), in.text(MAX_BYTES), in.text(MAX_BYTES)))
                : Optional.empty();
        Optional<Parked> parked =
                in.bool() ? Optional.of(new Parked(in.varint(), in.text(MAX_BYTES), in.varint())) : Optional.empty();
        Optional<CallResult> result = in.bool() ? Optional.of(readResult(in)) : Optional.empty();
        in.expectEnd();
        return new ResultRow(hash, origin, parked, result);
    }

    private static CallResult readResult(ByteSource in) {
        return new CallResult(
                CallResult.Kind.of(in.u8()), in.varint(), in.text(MAX_BYTES), in.text(MAX_BYTES), in.bytes(MAX_BYTES));
    }
}
