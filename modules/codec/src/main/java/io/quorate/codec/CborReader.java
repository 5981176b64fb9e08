package io.quorate.codec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads deterministic CBOR and refuses every other form of the same value. */
final class CborReader {
    /** What the next value is. */
    enum Kind {
        INTEGER,
        BYTES,
        TEXT,
        LIST,
        MAP,
        BOOL,
        REAL
    }

    /** Room a list gets before its elements have proved to be there. */
    private static final int INITIAL_ELEMENTS = 16;

    private final ByteSource in;
    private int depth;

    CborReader(byte[] bytes) {
        this.in = new ByteSource(bytes);
    }

    /** The kind of the next value, which stays unread. */
    Kind kind() {
        int position = in.position();
        int initial = in.u8();
        in.rewind(position);
        int low = initial & 0x1F;
        return switch (initial >>> 5) {
            case CborWriter.UNSIGNED, CborWriter.NEGATIVE -> Kind.INTEGER;
            case CborWriter.BYTES -> Kind.BYTES;
            case CborWriter.TEXT -> Kind.TEXT;
            case CborWriter.LIST -> Kind.LIST;
            case CborWriter.MAP -> Kind.MAP;
            default -> {
                if (initial >>> 5 == CborWriter.SIMPLE) {
                    if (low == CborWriter.FALSE || low == CborWriter.TRUE) {
                        yield Kind.BOOL;
                    }
                    if (low >= CborWriter.HALF && low <= CborWriter.DOUBLE) {
                        yield Kind.REAL;
                    }
                }
                throw new CodecException("byte 0x" + Integer.toHexString(initial) + " at byte " + position
                        + " starts no allowed value; tags, null, undefined and other simple values are refused");
            }
        };
    }

    boolean bool() {
        require(Kind.BOOL);
        return (in.u8() & 0x1F) == CborWriter.TRUE;
    }

    long integer() {
        require(Kind.INTEGER);
        int initial = in.u8();
        long argument = argument(initial);
        return initial >>> 5 == CborWriter.UNSIGNED ? argument : ~argument;
    }

    double real() {
        require(Kind.REAL);
        int position = in.position();
        int form = in.u8() & 0x1F;
        double value;
        boolean shortest;
        if (form == CborWriter.HALF) {
            int bits = in.u16();
            value = HalfFloat.toDouble(bits);
            shortest = !Double.isNaN(value) || bits == HalfFloat.NAN;
        } else if (form == CborWriter.SINGLE) {
            float single = Float.intBitsToFloat(in.i32());
            value = single;
            shortest = !Float.isNaN(single) && HalfFloat.exactBits(single) == HalfFloat.NOT_REPRESENTABLE;
        } else {
            value = Double.longBitsToDouble(in.i64());
            shortest = !Double.isNaN(value) && (float) value != value;
        }
        if (!shortest) {
            throw new CodecException("float at byte " + position + " is not in its shortest form");
        }
        return value;
    }

    byte[] bytes() {
        require(Kind.BYTES);
        return in.raw(length(1));
    }

    String text() {
        require(Kind.TEXT);
        return in.utf8(length(1));
    }

    List<Object> list(Function<CborReader, Object> element) {
        int size = openList();
        List<Object> elements = new ArrayList<>(Math.min(size, INITIAL_ELEMENTS));
        for (int i = 0; i < size; i++) {
            try {
                elements.add(element.apply(this));
            } catch (CodecException e) {
                throw e.inside("[" + i + "]");
            }
        }
        depth--;
        return Collections.unmodifiableList(elements);
    }

    SortedMap<String, Object> map(Function<CborReader, Object> element) {
        SortedMap<String, Object> entries = new TreeMap<>();
        Entries cursor = entries();
        while (cursor.next()) {
            String key = cursor.key();
            try {
                entries.put(key, element.apply(this));
            } catch (CodecException e) {
                throw e.inside(CodecException.shortened(key));
            }
        }
        return Collections.unmodifiableSortedMap(entries);
    }

    /** Starts a map; the caller reads or skips one value after each {@link Entries#next}, until that is false. */
    Entries entries() {
        require(Kind.MAP);
        // An entry takes two bytes at least.
        int size = length(2);
        enter();
        return new Entries(size);
    }

    /** Passes over one value and checks its form as a reader of it would. */
    void skip() {
        switch (kind()) {
            case INTEGER -> integer();
            case BOOL -> bool();
            case REAL -> real();
            case TEXT -> text();
            case BYTES -> {
                int size = length(1);
                in.skip(size);
            }
            case LIST -> {
                int size = openList();
                for (int i = 0; i < size; i++) {
                    skip();
                }
                depth--;
            }
            case MAP -> {
                Entries entries = entries();
                while (entries.next()) {
                    entries.skip();
                }
            }
        }
    }

    /** Where the next value starts, for {@link #rewind}. */
    Mark mark() {
        return new Mark(in.position(), depth);
    }

    void rewind(Mark mark) {
        in.rewind(mark.position);
        depth = mark.depth;
    }

    void expectEnd() {
        in.expectEnd();
    }

    private int openList() {
        require(Kind.LIST);
        int size = length(1);
        enter();
        return size;
    }

    private void enter() {
        if (++depth > Cbor.MAX_DEPTH) {
            throw new CodecException("nested deeper than " + Cbor.MAX_DEPTH + " levels at byte " + in.position());
        }
    }

    private void require(Kind expected) {
        Kind found = kind();
        if (found != expected) {
            throw new CodecException("expected " + expected.name().toLowerCase(Locale.ROOT) + " at byte "
                    + in.position() + ", found " + found.name().toLowerCase(Locale.ROOT));
        }
    }

    /** Reads a head with a count of things that take {@code bytesEach} at least, all of which must still fit. */
    private int length(int bytesEach) {
        int position = in.position();
        long length = argument(in.u8());
        if (length > in.remaining() / bytesEach) {
            throw new CodecException("length " + length + " at byte " + position + " does not fit in the "
                    + in.remaining() + " bytes left");
        }
        return (int) length;
    }

    private long argument(int initial) {
        int position = in.position() - 1;
        int form = initial & 0x1F;
        if (form < 24) {
            return form;
        }
        long argument;
        long smallest;
        switch (form) {
            case 24 -> {
                argument = in.u8();
                smallest = 24;
            }
            case 25 -> {
                argument = in.u16();
                smallest = 0x100;
            }
            case 26 -> {
                argument = in.i32() & 0xFFFF_FFFFL;
                smallest = 0x1_0000;
            }
            case 27 -> {
                argument = in.i64();
                smallest = 0x1_0000_0000L;
            }
            default -> throw new CodecException("indefinite length or reserved form at byte " + position);
        }
        if (argument < 0) {
            throw new CodecException("number at byte " + position + " is outside 64 bits signed");
        }
        if (argument < smallest) {
            throw new CodecException("number at byte " + position + " is not in its shortest form");
        }
        return argument;
    }

    /** A place in the input to come back to. */
    record Mark(int position, int depth) {}

    /** The entries of one map, whose keys must ascend, so that none comes twice. */
    final class Entries {
        private int left;
        private int keyStart;
        private int keyEnd;

        private Entries(int size) {
            this.left = size;
        }

        /** Reads the next key; false, and the map is closed, when there is none. */
        boolean next() {
            if (left == 0) {
                depth--;
                return false;
            }
            left--;
            int start = in.position();
            require(Kind.TEXT);
            in.skip(length(1));
            int end = in.position();
            if (keyEnd > 0 && in.compareRanges(keyStart, keyEnd, start, end) >= 0) {
                throw new CodecException("map key at byte " + start
                        + " does not come after the one before it; keys ascend by their encoded bytes, each once");
            }
            keyStart = start;
            keyEnd = end;
            return true;
        }

        int compareKey(byte[] encodedKey) {
            return in.compareRange(keyStart, keyEnd, encodedKey);
        }

        String key() {
            Mark value = mark();
            in.rewind(keyStart);
            String key = text();
            rewind(value);
            return key;
        }

        /** Passes over an entry that nobody knows. */
        void skip() {
            key();
            CborReader.this.skip();
        }
    }
}
