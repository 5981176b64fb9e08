package io.quorate.codec;

import java.util.List;
import java.util.Map;

/**
 * The bytes of any {@link RecordCodec} as a plain tree, for tools that do not have the classes. A tree is made of
 * {@code SortedMap<String, Object>}, {@code List<Object>}, {@link Long}, {@link Double}, {@link String}, {@code byte[]}
 * and {@link Boolean}. There is no null: what is absent is left out of its map.
 *
 * <p>The encoding is the core deterministic encoding of RFC 8949, section 4.2.1, and one value has exactly one encoding:
 * shortest integers and floats, definite lengths, map keys (always text) in the order of their encoded bytes. Reading
 * refuses every other form, and tags, null, undefined and integers outside 64 bits signed. NaN has the one form
 * {@code f97e00}; -0.0 is kept, because Java's records tell it from 0.0 too.
 */
public final class Cbor {
    /** Levels of maps and lists in one value; deeper ones are refused on both ways. */
    public static final int MAX_DEPTH = 64;

    private Cbor() {}

    /**
     * Encodes a tree. The order of a map does not matter, and an {@link Integer} is taken as a {@link Long}.
     *
     * @throws CodecException when the tree holds null or another type, is too deep, or has text that is not Unicode
     */
    public static byte[] encode(Object tree) {
        CborWriter out = new CborWriter();
        write(out, CborWriter.present(tree));
        return out.toByteArray();
    }

    /**
     * Decodes exactly one value to an unmodifiable tree.
     *
     * @throws CodecException when the bytes are not the deterministic encoding of one tree
     */
    public static Object decode(byte[] bytes) {
        CborReader in = new CborReader(bytes);
        Object tree = read(in);
        in.expectEnd();
        return tree;
    }

    private static void write(CborWriter out, Object node) {
        if (node instanceof Map<?, ?> map) {
            out.map(map, Cbor::write);
        } else if (node instanceof List<?> list) {
            out.list(list, Cbor::write);
        } else if (node instanceof String text) {
            out.text(text);
        } else if (node instanceof Long || node instanceof Integer) {
            out.integer(((Number) node).longValue());
        } else if (node instanceof Boolean bool) {
            out.bool(bool);
        } else if (node instanceof Double real) {
            out.real(real);
        } else if (node instanceof byte[] bytes) {
            out.bytes(bytes);
        } else {
            throw new CodecException(node.getClass().getName()
                    + " is not allowed; a tree holds maps, lists, Long, Double, String, byte[] and Boolean");
        }
    }

    private static Object read(CborReader in) {
        return switch (in.kind()) {
            case INTEGER -> in.integer();
            case BYTES -> in.bytes();
            case TEXT -> in.text();
            case BOOL -> in.bool();
            case REAL -> in.real();
            case LIST -> in.list(Cbor::read);
            case MAP -> in.map(Cbor::read);
        };
    }
}
