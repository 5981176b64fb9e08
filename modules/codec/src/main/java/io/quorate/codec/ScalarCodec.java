package io.quorate.codec;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A value that is one CBOR item. */
record ScalarCodec<T>(
        Class<T> type,
        Shape shape,
        Object whenAbsent,
        BiConsumer<CborWriter, T> writer,
        Function<CborReader, T> reader,
        Function<String, T> literal)
        implements ValueCodec {

    private static final Map<Class<?>, ScalarCodec<?>> BY_TYPE = byType();

    /** The codec of a type of the JDK or of {@link Shape}, else null. */
    static @Nullable ScalarCodec<?> of(Class<?> type) {
        return BY_TYPE.get(type);
    }

    @Override
    public void write(CborWriter out, Object value) {
        writer.accept(out, type.cast(value));
    }

    @Override
    public Object read(CborReader in) {
        return reader.apply(in);
    }

    @Override
    public Object parse(String text) {
        return literal.apply(text);
    }

    private static Map<Class<?>, ScalarCodec<?>> byType() {
        ScalarCodec<Boolean> bool = new ScalarCodec<>(
                Boolean.class, new Shape.Bool(), false, CborWriter::bool, CborReader::bool, ScalarCodec::parseBoolean);
        ScalarCodec<Integer> int32 = new ScalarCodec<>(
                Integer.class,
                new Shape.Int(32),
                0,
                (out, value) -> out.integer(value),
                ScalarCodec::readInt,
                Integer::valueOf);
        ScalarCodec<Long> int64 = new ScalarCodec<>(
                Long.class, new Shape.Int(64), 0L, CborWriter::integer, CborReader::integer, Long::valueOf);
        ScalarCodec<Double> real = new ScalarCodec<>(
                Double.class, new Shape.Real(), 0.0, CborWriter::real, CborReader::real, Double::valueOf);
        ScalarCodec<String> text = new ScalarCodec<>(
                String.class, new Shape.Text(), "", CborWriter::text, CborReader::text, Function.identity());
        ScalarCodec<byte[]> bytes = new ScalarCodec<>(
                byte[].class, new Shape.Bytes(), new byte[0], CborWriter::bytes, CborReader::bytes, literal -> {
                    throw new IllegalArgumentException("bytes have no default in text form");
                });
        ScalarCodec<Shape> shape = new ScalarCodec<>(
                Shape.class,
                new Shape.Text(),
                RecordPlan.MISSING,
                (out, value) -> out.text(value.toString()),
                in -> Shape.parse(in.text()),
                Shape::parse);
        return Map.ofEntries(
                Map.entry(boolean.class, bool),
                Map.entry(Boolean.class, bool),
                Map.entry(int.class, int32),
                Map.entry(Integer.class, int32),
                Map.entry(long.class, int64),
                Map.entry(Long.class, int64),
                Map.entry(double.class, real),
                Map.entry(Double.class, real),
                Map.entry(String.class, text),
                Map.entry(byte[].class, bytes),
                Map.entry(Shape.class, shape));
    }

    private static int readInt(CborReader in) {
        long value = in.integer();
        if (value != (int) value) {
            throw new CodecException(value + " is outside 32 bits signed");
        }
        return (int) value;
    }

    private static boolean parseBoolean(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("\"" + text + "\" is neither true nor false");
        }
        return text.equals("true");
    }
}
