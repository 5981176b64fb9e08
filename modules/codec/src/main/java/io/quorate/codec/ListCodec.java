package io.quorate.codec;

import java.util.List;

/** {@code List<X>} as a CBOR array. */
record ListCodec(ValueCodec element) implements ValueCodec {
    @Override
    public void write(CborWriter out, Object value) {
        out.list((List<?>) value, element::write);
    }

    @Override
    public Object read(CborReader in) {
        return in.list(element::read);
    }

    @Override
    public Shape shape() {
        return new Shape.ListOf(element.shape());
    }

    @Override
    public Object whenAbsent() {
        return List.of();
    }
}
