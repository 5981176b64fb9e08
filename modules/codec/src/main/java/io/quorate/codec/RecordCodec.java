package io.quorate.codec;

/**
 * Values of one type as deterministic CBOR, in the form that {@link Cbor} describes.
 *
 * <p>A type is a record, an enum, a sealed interface whose permitted classes are records, or a single value of the
 * component types below. A record is a map from component name to value. A value of a sealed interface carries the
 * simple name of its record under {@code "@"} besides. An enum constant is its name.
 *
 * <p>Component types: {@code boolean}, {@code int}, {@code long}, {@code double} and their boxes, {@code String},
 * {@code byte[]}, {@link Shape}, enums, records, sealed interfaces, {@code List<X>} and {@code SortedMap<String, X>} of
 * these; directly in a record also {@code Optional<X>} and {@code OptionalLong}. A type that contains itself is refused.
 *
 * <p>Evolution: an unknown field is ignored. An absent field takes its {@link DefaultValue}, else false, 0, "", or
 * empty; a record, sealed interface or enum without default must be there. An unknown variant or constant is refused.
 * An empty Optional is an absent field. Nothing may be null. Decoded lists and maps are unmodifiable.
 *
 * <p>A codec holds the type it was made for, and nothing static holds a codec: who drops the codec lets the class loader
 * of the type go.
 */
public final class RecordCodec<T> {
    private final Class<T> type;
    private final ValueCodec codec;

    private RecordCodec(Class<T> type, ValueCodec codec) {
        this.type = type;
        this.codec = codec;
    }

    /**
     * Examines the type once, by reflection. A type that is not public in an exported package must be in a package open
     * to this module.
     *
     * @throws IllegalArgumentException when the type cannot be carried, naming the class and the component
     */
    public static <T> RecordCodec<T> of(Class<T> type) {
        return new RecordCodec<>(type, new CarriedTypes().root(type));
    }

    /** The encoding of a value by a codec of its own class, which is made for this once: see {@link #of}. */
    public static byte[] bytesOf(Object value) {
        return bytes(value.getClass(), value);
    }

    private static <T> byte[] bytes(Class<T> type, Object value) {
        return of(type).encode(type.cast(value));
    }

    /**
     * The one encoding of the value, a new array.
     *
     * @throws CodecException when the value holds null or text that is not Unicode, or when an accessor throws
     */
    public byte[] encode(T value) {
        CborWriter out = new CborWriter();
        try {
            codec.write(out, CborWriter.present(value));
        } catch (CodecException e) {
            throw e.inside(type.getSimpleName());
        }
        return out.toByteArray();
    }

    /**
     * The value these bytes encode.
     *
     * @throws CodecException when the bytes are no value of this type, or the record's constructor refuses it; the
     *     message starts with the field path
     */
    public T decode(byte[] bytes) {
        CborReader in = new CborReader(bytes);
        try {
            Object value = codec.read(in);
            in.expectEnd();
            return type.cast(value);
        } catch (CodecException e) {
            throw e.inside(type.getSimpleName());
        }
    }

    /** A description of the type that does not need its classes. */
    public Shape shape() {
        return codec.shape();
    }
}
