package io.quorate.codec;

/** One type as CBOR. Values are passed as objects; a value of another type is the caller's mistake. */
interface ValueCodec {
    void write(CborWriter out, Object value);

    Object read(CborReader in);

    Shape shape();

    /** What an absent field of this type is, or {@link RecordPlan#MISSING} when the field must be there. */
    default Object whenAbsent() {
        return RecordPlan.MISSING;
    }

    /** Whether a field with this value is left out. */
    default boolean isAbsent(Object value) {
        return false;
    }

    /** Reads a {@link DefaultValue}; throws {@link CodecException} or {@link IllegalArgumentException}. */
    default Object parse(String text) {
        throw new IllegalArgumentException("this type has no default in text form");
    }
}
