package io.quorate.codec;

/**
 * Keys of one type as bytes whose unsigned lexicographic order is the order of the keys: numbers by value, false before
 * true, enum constants in the order of their declaration, text by Unicode code points (which differs from
 * {@link String#compareTo} above U+FFFF), {@code byte[]} unsigned with a prefix first, records component by component.
 *
 * <p>A key is a {@link Long}, {@link Integer}, {@link String}, {@link Boolean}, enum, {@code byte[]}, or a record of
 * these, their primitives and such records. One key has one form, and a key is never a prefix of another.
 *
 * <pre>
 * boolean   1 byte, 0 or 1
 * int       4 bytes, big-endian, sign bit flipped
 * long      8 bytes, the same
 * enum      2 bytes, the ordinal; so constants are only ever added at the end
 * String    UTF-8, each 00 as 00 FF, then 00 01
 * byte[]    the bytes, each 00 as 00 FF, then 00 01
 * record    its components one after the other
 * </pre>
 */
public final class KeyCodec<K> {
    /** The longest key, in encoded bytes. */
    public static final int MAX_KEY_BYTES = 400;

    private final Class<K> type;
    private final KeyPart part;

    private KeyCodec(Class<K> type, KeyPart part) {
        this.type = type;
        this.part = part;
    }

    /**
     * Examines the type once, by reflection; records as {@link RecordCodec#of} does.
     *
     * @throws IllegalArgumentException when the type cannot be a key, naming the class and the component
     */
    public static <K> KeyCodec<K> of(Class<K> type) {
        return new KeyCodec<>(type, new KeyTypes().root(type));
    }

    /**
     * The bytes of the key, a new array.
     *
     * @throws CodecException when the key is longer than {@link #MAX_KEY_BYTES}, or holds null or text that is not Unicode
     */
    public byte[] encode(K key) {
        ByteSink out = new ByteSink();
        try {
            part.write(out, CborWriter.present(key));
            return limited(out);
        } catch (CodecException e) {
            throw e.inside(type.getSimpleName());
        }
    }

    /**
     * The key that these bytes encode.
     *
     * @throws CodecException when they are no key of this type
     */
    public K decode(byte[] bytes) {
        ByteSource in = new ByteSource(bytes);
        try {
            requireLimit(bytes.length);
            Object key = part.read(in);
            in.expectEnd();
            return type.cast(key);
        } catch (CodecException e) {
            throw e.inside(type.getSimpleName());
        }
    }

    /**
     * The bytes with which exactly those keys start whose leading components are these; no components give the empty
     * prefix of all keys. The type must be a record.
     *
     * @throws IllegalArgumentException when there are more components than the record has, or one has another type
     * @throws CodecException as {@link #encode}
     */
    public byte[] encodePrefix(Object... leadingComponents) {
        if (!(part instanceof KeyPart.OfRecord fields)) {
            throw new IllegalArgumentException(type.getName() + " is no record and has no leading components");
        }
        ByteSink out = new ByteSink();
        try {
            fields.writeLeading(out, leadingComponents);
            return limited(out);
        } catch (CodecException e) {
            throw e.inside(type.getSimpleName());
        }
    }

    /** A description of the key that does not need its classes. */
    public Shape shape() {
        return part.shape();
    }

    private static byte[] limited(ByteSink out) {
        requireLimit(out.size());
        return out.toByteArray();
    }

    private static void requireLimit(int bytes) {
        if (bytes > MAX_KEY_BYTES) {
            throw new CodecException("key of " + bytes + " bytes; at most " + MAX_KEY_BYTES);
        }
    }
}
