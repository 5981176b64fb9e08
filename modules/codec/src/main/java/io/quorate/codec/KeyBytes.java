package io.quorate.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Order and ranges of encoded keys. */
public final class KeyBytes {
    private KeyBytes() {}

    /** Compares as every store does: unsigned, byte by byte, a prefix before what it is a prefix of. */
    public static int compare(byte[] left, byte[] right) {
        return Arrays.compareUnsigned(left, right);
    }

    /**
     * The smallest key above every key that starts with {@code prefix}: the exclusive end of a prefix scan.
     *
     * @return a new array, or null when no key lies above (the prefix is empty or all {@code 0xFF})
     */
    public static byte @Nullable [] successor(byte[] prefix) {
        int last = prefix.length - 1;
        while (last >= 0 && prefix[last] == (byte) 0xFF) {
            last--;
        }
        if (last < 0) {
            return null;
        }
        byte[] successor = Arrays.copyOf(prefix, last + 1);
        successor[last]++;
        return successor;
    }
}
