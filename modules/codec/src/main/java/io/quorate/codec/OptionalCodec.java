package io.quorate.codec;

import java.util.Optional;
import java.util.OptionalLong;

/** {@code Optional<X>} as a field that may be absent. */
record OptionalCodec(ValueCodec element) implements ValueCodec {
    @Override
    public void write(CborWriter out, Object value) {
        element.write(out, ((Optional<?>) value).orElseThrow());
    }

    @Override
    public Object read(CborReader in) {
        return Optional.of(element.read(in));
    }

    @Override
    public Shape shape() {
        return new Shape.OptionalOf(element.shape());
    }

    @Override
    public Object whenAbsent() {
        return Optional.empty();
    }

    @Override
    public boolean isAbsent(Object value) {
        return ((Optional<?>) value).isEmpty();
    }

    /** {@code OptionalLong}, the same without a box. */
    record OfLong() implements ValueCodec {
        @Override
        public void write(CborWriter out, Object value) {
            out.integer(((OptionalLong) value).orElseThrow());
        }

        @Override
        public Object read(CborReader in) {
            return OptionalLong.of(in.integer());
        }

        @Override
        public Shape shape() {
            return new Shape.OptionalOf(new Shape.Int(Long.SIZE));
        }

        @Override
        public Object whenAbsent() {
            return OptionalLong.empty();
        }

        @Override
        public boolean isAbsent(Object value) {
            return ((OptionalLong) value).isEmpty();
        }
    }
}
