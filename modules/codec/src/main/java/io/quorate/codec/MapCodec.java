package io.quorate.codec;

import java.util.Collections;
import java.util.Map;

/** {@code SortedMap<String, X>} as a CBOR map. */
record MapCodec(ValueCodec element) implements ValueCodec {
    @Override
    public void write(CborWriter out, Object value) {
        out.map((Map<?, ?>) value, element::write);
    }

    @Override
    public Object read(CborReader in) {
        return in.map(element::read);
    }

    @Override
    public Shape shape() {
        return new Shape.MapOf(element.shape());
    }

    @Override
    public Object whenAbsent() {
        return Collections.emptySortedMap();
    }
}
