package io.quorate.kernel.entry;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import io.quorate.codec.CodecException;
import io.quorate.kernel.state.Check;
import io.quorate.kernel.state.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What proposals of a check have in an entry. */
final class CheckCodec {
    private static final int MAX_KEY_BYTES = 1_024;
    private static final int MAX_TEXT_BYTES = 8_192;

    /** Of a list in one proposal. */
    private static final int MAX_ITEMS = 1_024;

    private CheckCodec() {}

    static void writeRanges(ByteSink out, List<KeyRange> ranges) {
        out.varint(ranges.size());
        ranges.forEach(range -> out.bytes(range.from()).bytes(range.to()));
    }

    static List<KeyRange> readRanges(ByteSource in) {
        return read(in, () -> new KeyRange(in.bytes(MAX_KEY_BYTES), in.bytes(MAX_KEY_BYTES)));
    }

    static void writeReport(ByteSink out, Check.Report report) {
        out.varint(report.index()).varint(report.ranges().size());
        report.ranges().forEach(sum -> out.varint(sum.rows()).i64(sum.hash()));
        out.text(report.refusal());
    }

    static Check.Report readReport(ByteSource in) {
        return new Check.Report(
                in.varint(), read(in, () -> new Check.RangeSum(in.varint(), in.i64())), in.text(MAX_TEXT_BYTES));
    }

    static void writeTexts(ByteSink out, List<String> texts) {
        out.varint(texts.size());
        texts.forEach(out::text);
    }

    static List<String> readTexts(ByteSource in) {
        return read(in, () -> in.text(MAX_TEXT_BYTES));
    }

    private static <T> List<T> read(ByteSource in, Supplier<T> item) {
        long count = in.varint();
        if (count > MAX_ITEMS) {
            throw new CodecException(count + " items in a proposal of a check, allowed are " + MAX_ITEMS);
        }
        List<T> items = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            items.add(item.get());
        }
        return items;
    }
}
